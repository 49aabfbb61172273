import { FunctionFragment, Interface } from "ethers";

import { StageReader } from "../models/stage.ts";
import {
  CappedTimeframeToken__factory,
  FixedPriceBacking__factory,
  GraceTimeframeToken__factory,
  MockERC20__factory,
  PlainTimeframeToken__factory,
  ProRataBacking__factory,
  TimeframeGroups__factory,
  TimeframeStage__factory,
} from "../../types/ethers-contracts/index.js";

/**
 * Every function, event and error of the system under one roof. Where the groups contract has a function of the same name as the
 * token, it is the one that people call.
 */
function merged(): Interface {
  const groups = TimeframeGroups__factory.createInterface();
  const others = [
    PlainTimeframeToken__factory,
    CappedTimeframeToken__factory,
    GraceTimeframeToken__factory,
    FixedPriceBacking__factory,
    ProRataBacking__factory,
    MockERC20__factory,
  ].flatMap((factory) => factory.createInterface().fragments);
  const names = new Set<string>();
  groups.forEachFunction(({ name }) => names.add(name));
  const fragments = new Set(groups.fragments.map((fragment) => fragment.format("full")));
  for (const fragment of others) {
    const taken = fragment instanceof FunctionFragment && names.has(fragment.name);
    if (fragment.type !== "constructor" && !taken) fragments.add(fragment.format("full"));
  }
  return new Interface([...fragments]);
}

export const SYSTEM = merged();

export const READER = new StageReader(SYSTEM, TimeframeStage__factory.createInterface(), ["ItemSkipped"]);
