import { addresses } from "lapse";

// refused: TS2339 'TimeframeFabric'
console.log(addresses[31337].TimeframeFabric);
