import { PlainTimeframeToken__factory } from "lapse/ethers";

const token = PlainTimeframeToken__factory.connect("0x");
// refused: TS2551 'frameNow'
await token.frameNou();
