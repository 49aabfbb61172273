import { deployTimeframe, networkHelpers, type System } from "../../test/timeframe/fixture.ts";
import { measureCreations } from "./creations.ts";
import { observeGrant } from "./grants.ts";
import { measureAll } from "./operations.ts";
import { measurePages } from "./pages.ts";
import type { TimeframeResults } from "./results.ts";
import { OURS, PEERS, type Subject, turnFrames } from "./subjects.ts";

const MEMBERS = [1, 10_000, 10_000_000];
const IDLE_FRAMES = [0, 1_000];
/** Peers know no frames: time passes for them as for a token with frames of a week. */
const WEEK_SECONDS = 7 * 86_400;

/** All that the bench says of `timeframe`. */
export async function measureTimeframe(): Promise<TimeframeResults> {
  const results: TimeframeResults = { storageSet: [], rows: [], creations: [], floors: [], grants: [], pages: [] };
  const system = await deployTimeframe();
  await measureSubjects(system, results);
  const clean = await networkHelpers.takeSnapshot();
  results.creations = await measureCreations(system);
  await clean.restore();
  results.pages = await measurePages(system);
  return results;
}

async function idle(subject: Subject, frames: number): Promise<void> {
  if (subject.kind === "ours") await turnFrames(subject.token, 1 + frames);
  else await networkHelpers.time.increase((1 + frames) * WEEK_SECONDS);
}

async function measureSubjects(system: System, results: TimeframeResults): Promise<void> {
  for (const recipe of [...OURS, ...PEERS]) {
    for (const members of MEMBERS) {
      const clean = await networkHelpers.takeSnapshot();
      const subject = await recipe.create(system, members);
      if (subject.storageSet) results.storageSet.push(subject.storageSet);
      for (const idleFrames of IDLE_FRAMES) {
        const populated = await networkHelpers.takeSnapshot();
        if (subject.kind === "ours" && !subject.onRequest) {
          results.grants.push(await observeGrant(system, subject, members, idleFrames));
        } else {
          await idle(subject, idleFrames);
        }
        for (const { operation, gas, calldata, floor, items, terms } of await measureAll(system, subject, idleFrames)) {
          results.rows.push({ operation, subject: recipe.name, members, idleFrames, gas, calldata, floor, items });
          const known = results.floors.some((each) => each.operation === operation && each.subject === recipe.name);
          if (!known) results.floors.push({ operation, subject: recipe.name, terms });
        }
        await populated.restore();
      }
      await clean.restore();
      console.log(`${recipe.name}: measured among ${members.toLocaleString("en")}`);
    }
  }
}
