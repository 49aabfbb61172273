import { VoidSigner } from "ethers";
import { issue } from "lapse/prepaid";

const company = new VoidSigner("0x8ba1f109551bD432803012645Ac136ddd64DBA72");
// refused: TS2322 'number'
await issue(company, "0x", { holder: company, amount: 5, expiry: 0n });
