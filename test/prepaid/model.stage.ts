import { Interface } from "ethers";

import { StageReader } from "../models/stage.ts";
import {
  DenyListAsset__factory,
  PrepaidDesk__factory,
  PrepaidKeeper__factory,
  PrepaidStage__factory,
  PrepaidVault__factory,
} from "../../types/ethers-contracts/index.js";

/** Every function, event and error of a vault, its desk, the keeper and the asset under one roof. */
function merged(): Interface {
  const factories = [PrepaidVault__factory, PrepaidDesk__factory, PrepaidKeeper__factory, DenyListAsset__factory];
  const fragments = new Set<string>();
  for (const factory of factories) {
    for (const fragment of factory.createInterface().fragments) {
      if (["function", "event", "error"].includes(fragment.type)) fragments.add(fragment.format("full"));
    }
  }
  return new Interface([...fragments]);
}

export const SYSTEM = merged();

export const READER = new StageReader(SYSTEM, PrepaidStage__factory.createInterface(), ["SettlementSkipped"]);
