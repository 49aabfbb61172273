import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import hre from "hardhat";
import type { Task } from "hardhat/types/tasks";

import { root } from "../../scripts/gates/gate.ts";

describe("tasks in the page of a system", () => {
  /** The tasks that do something, without the word of the system. */
  function tasksBelow(task: Task): string[] {
    const below = [...task.subtasks.values()].flatMap(tasksBelow);
    return task.isEmpty ? below : [task.id.slice(1).join(" "), ...below];
  }

  for (const system of ["timeframe", "prepaid", "wallet", "vehicle"]) {
    it(`are those that there are, each once: docs/${system}.md`, () => {
      const page = readFileSync(join(root, `docs/${system}.md`), "utf8");
      const [section = ""] = /^## From the terminal\n[\s\S]*?(?=^## )/m.exec(page) ?? [];
      const rows = section.split("\n").filter((line) => line.startsWith("| ") && line.includes("`"));
      const named = rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, words = ""]) => words));
      expect(named.sort()).to.deep.equal(tasksBelow(hre.tasks.getTask(system)).sort());
    });
  }
});
