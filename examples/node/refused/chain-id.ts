import { addressOf } from "lapse";

// refused: TS2345 '31338'
addressOf(31338, "TimeframeFactory");
