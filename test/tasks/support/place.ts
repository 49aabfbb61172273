import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { getAddress } from "ethers";
import hre from "hardhat";

import { loadAndExecuteDeploymentsFromFiles } from "../../../rocketh/environment.ts";

/** What the tests of any system's tasks begin with: a folder of their own, and the chain, which all test files of a run share. */
export interface Place {
  /** Writes a file, and gives its path. */
  fileOf: (text: string) => Promise<string>;
  /** A path for a file of this name that is not there. */
  pathOf: (name: string) => string;
  /** The same, with a number that no other has. */
  nextPath: (name: string) => string;
  textOf: (path: string) => Promise<string>;
  /** Leaves the chain as it was. */
  end: () => Promise<void>;
}

/** @param ending What the names of files end in. */
export async function openPlace(ending = ""): Promise<Place> {
  const { networkHelpers } = await hre.network.getOrCreate();
  const snapshot = await networkHelpers.takeSnapshot();
  const folder = await mkdtemp(join(tmpdir(), "lapse-tasks-"));
  let files = 0;
  const pathOf = (name: string): string => join(folder, name);
  const nextPath = (name: string): string => pathOf(`${name}-${(files += 1)}${ending}`);
  return {
    fileOf: async (text) => {
      const path = nextPath("file");
      await writeFile(path, text);
      return path;
    },
    pathOf,
    nextPath,
    textOf: (path) => readFile(path, "utf8"),
    end: async () => {
      await rm(folder, { recursive: true });
      await snapshot.restore();
    },
  };
}

/** Where each contract of a system is, by its name. */
export type Places = Record<string, string>;

/**
 * What the deploy script puts on the chain, and records of it at a place until that ends: instrumented code, which has other addresses than the
 * package, is found too.
 */
export async function deployAt(place: Place, system: string): Promise<{ places: Places; end: () => Promise<void> }> {
  const before = process.env["LAPSE_DEPLOYMENTS"];
  const folder = place.pathOf("deployments");
  process.env["LAPSE_DEPLOYMENTS"] = folder;
  const { provider, networkName } = await hre.network.getOrCreate();
  const { deployments } = await loadAndExecuteDeploymentsFromFiles({ provider, tags: [system] });
  const records = join(folder, networkName);
  await mkdir(records, { recursive: true });
  for (const [name, { address }] of Object.entries(deployments))
    await writeFile(join(records, `${name}.json`), JSON.stringify({ address }));
  return {
    places: Object.fromEntries(Object.entries(deployments).map(([name, { address }]) => [name, getAddress(address)])),
    end: async () => {
      if (before === undefined) delete process.env["LAPSE_DEPLOYMENTS"];
      else process.env["LAPSE_DEPLOYMENTS"] = before;
      await place.end();
    },
  };
}

/** Lets time pass on the chain that the tasks use. */
export async function pass(seconds: bigint): Promise<void> {
  const { networkHelpers } = await hre.network.getOrCreate();
  await networkHelpers.time.increase(seconds);
}
