import { addressOf } from "lapse";

const fromWallet = Number(process.argv[2]);
// refused: TS2345 'number'
addressOf(fromWallet, "TimeframeFactory");
