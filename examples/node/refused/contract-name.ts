import { addressOf } from "lapse";

// refused: TS2345 "TimeframeFabric"
addressOf(31337, "TimeframeFabric");
