import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { ContractFactory } from "ethers";
import hre from "hardhat";
import { ArgumentType } from "hardhat/types/arguments";

import { TRANSFER, TRANSFER_PEER } from "../../bench/vehicle/results.ts";
import { loadAndExecuteDeploymentsFromFiles } from "../../rocketh/environment.ts";
import { NAMES } from "../../scenarios/names.ts";
import { root } from "../../scripts/gates/gate.ts";
import { addressOf } from "../../src/index.ts";
import { clampExpiry, createVault, deposit, issue, latestTimestamp, newClaimKey } from "../../src/prepaid/index.ts";
import {
  IPrepaidVault__factory,
  ITimeframeToken__factory,
  MockDollar__factory,
  TimeframeFactory__factory,
} from "../../types/ethers-contracts/index.js";
import { useFolder } from "./support/programs.ts";
import { compile } from "./support/solidity.ts";
import { runAgainstNode, typeFaultsIn } from "./support/typescript.ts";

const readme = readFileSync(join(root, "README.md"), "utf8");

/** The fenced blocks of a language. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map((match) => match[1]!);
}

/** A block that must be there once. */
function only(language: string): string {
  const [block, ...more] = blocks(language);
  if (block === undefined || more.length > 0) throw new Error(`README.md must have one block of ${language}`);
  return block;
}

describe("README.md", () => {
  describe("the TypeScript blocks", () => {
    const folder = useFolder("readme");
    const fileOf = (system: string): string => join(folder, `${system}.ts`);

    /** The block of a system, which there is once. */
    function blockOf(system: string): string {
      const [block, ...more] = blocks("ts").filter((code) => code.includes(`from "lapse/${system}"`));
      if (block === undefined || more.length > 0) throw new Error(`README.md must have one block of ${system}`);
      return block;
    }

    it("are one for each system", () => {
      expect(blocks("ts")).to.deep.equal(["timeframe", "prepaid"].map(blockOf));
    });

    it("have no type errors", () => {
      const files = ["timeframe", "prepaid"].map((system) => {
        writeFileSync(fileOf(system), blockOf(system));
        return fileOf(system);
      });
      expect(typeFaultsIn(files)).to.deep.equal([]);
    });

    it("run against a local node and print what their comments say: timeframe", async function () {
      // Code that is instrumented for coverage has other addresses than those in the package.
      if (hre.globalOptions.coverage) this.skip();
      await runAgainstNode({
        code: blockOf("timeframe"),
        file: fileOf("timeframe-run"),
        added: "export const tokenAddress = await token.getAddress();",
        prepare: () => Promise.resolve([]),
        hold: async (printed, { tokenAddress }, ethers) => {
          const token = ITimeframeToken__factory.connect(tokenAddress ?? "", ethers.provider);
          const { end } = await token.frameNow();
          expect(printed).to.deep.equal([[28n], [40n, "from", end], [12n]]);
          expect(await token.totalSupply()).to.equal(28n);
        },
      });
    });

    it("run against a local node and print what their comments say: prepaid", async function () {
      if (hre.globalOptions.coverage) this.skip();
      await runAgainstNode({
        code: blockOf("prepaid"),
        file: fileOf("prepaid-run"),
        added: "export const vaultAddress = vault;",
        prepare: async (ethers) => {
          // As the commands before it leave things: a thousand dollars in the vault, of which a card has fifty.
          const [company] = await ethers.getSigners();
          const dollar = await new MockDollar__factory(company!).deploy();
          await dollar.mint(company!, 1_000_000_000n);
          const asset = await dollar.getAddress();
          const { vault, address } = await createVault(company!, addressOf(31337, "PrepaidFactory"), { asset });
          await deposit(company!, vault, { amount: 1_000_000_000n });
          const now = await latestTimestamp(ethers.provider);
          const expiry = clampExpiry(now + 30n * 86_400n, now, 3_600n);
          await issue(company!, vault, { holder: newClaimKey().address, byKey: true, amount: 50_000_000n, expiry });
          return [address];
        },
        hold: async (printed, { vaultAddress }, ethers) => {
          expect(printed).to.deep.equal([[37_500_000n], [12_500_000n], [987_500_000n]]);
          const vault = IPrepaidVault__factory.connect(vaultAddress ?? "", ethers.provider);
          expect(await vault.totalSupply()).to.equal(1_000_000_000n);
        },
      });
    });
  });

  describe("the Solidity block", () => {
    it("compiles without a warning of its own, and does what it says", async () => {
      const { abi, bytecode, faults } = compile(only("solidity"), "Visits");
      expect(faults).to.deep.equal([]);

      const { ethers, networkHelpers, provider } = await hre.network.create();
      const environment = await loadAndExecuteDeploymentsFromFiles({ provider });
      const [visitor] = await ethers.getSigners();
      const visits = await new ContractFactory(abi, bytecode, visitor).deploy();
      const visit = visits.getFunction("visit");

      await networkHelpers.time.increaseTo(1_896_134_400n); // 2030-02-01
      await visit();
      await expect(visit())
        .to.be.revertedWithCustomError(visits, "SeenThisMonth")
        .withArgs(visitor!.address, 1_898_553_600n); // 2030-03-01
      await networkHelpers.time.increaseTo(1_898_553_600n);
      await visit();

      const factory = TimeframeFactory__factory.connect(environment.get("TimeframeFactory").address, visitor);
      await visits.getFunction("createMeals")(factory);
      const [created] = await factory.queryFilter(factory.filters.TokenCreated());
      const token = ITimeframeToken__factory.connect(created!.args.token, visitor);
      const { start, end } = await token.frameNow();
      expect([start, end]).to.deep.equal([1_898_553_600n - 4n * 86_400n, 1_898_553_600n + 3n * 86_400n]);
    });
  });

  describe("the figures of how it compares", () => {
    const { timeframe, vehicle } = JSON.parse(readFileSync(join(root, "bench/results.json"), "utf8")) as {
      timeframe: {
        rows: { operation: string; subject: string; members: number; idleFrames: number; gas: number; items: number }[];
      };
      vehicle: { rows: { operation: string; gas: number }[] };
    };

    /** Gas at the size and age of the first table of bench/RESULTS.md. */
    function gas(operation: string, subject: string): number {
      const row = timeframe.rows.find(
        (candidate) =>
          candidate.operation === operation &&
          candidate.subject === subject &&
          candidate.members === 1 &&
          candidate.idleFrames === 0,
      );
      if (row === undefined) throw new Error(`The bench has no ${operation} of ${subject}`);
      return row.gas / row.items;
    }

    const ours = "PLAIN, fixed frames";
    const peer = "OpenZeppelin ERC-20";

    it("are those of the bench", () => {
      const transfer = gas("transfer, both known", peer);
      const percent = (operation: string): number => Math.round((gas(operation, ours) / transfer - 1) * 100);
      const burns = (gas("spend, later", ours) / gas("burn", peer)).toFixed(1);
      const mint = Math.round(gas("mint, a page, per holder", peer)).toLocaleString("en");
      expect(readme).to.include(`transfer between two members takes ${percent("transfer, both known")} % more gas`);
      expect(readme).to.include(`the first one in a frame ${percent("transfer, first touch of both")} % more`);
      expect(readme).to.include(`A spend takes ${burns} times a burn`);
      expect(readme).to.include(`pays ${mint} gas for each holder`);
    });

    it("are those of the bench: what a vehicle's report takes, and its transfer beside its peer's", () => {
      const taken = (operation: string): number =>
        vehicle.rows.find((row) => row.operation === operation)?.gas ?? expect.fail(operation);
      expect(readme).to.include(`a report takes ${taken("report, secp256k1").toLocaleString("en")} gas`);
      const more = taken(TRANSFER) - taken(TRANSFER_PEER);
      expect(readme).to.include("takes at most 6,000 gas more to transfer");
      expect(more).to.be.greaterThan(0).and.at.most(6_000);
    });
  });

  describe("the terminal blocks", () => {
    const lines = blocks("sh")
      .flatMap((block) => block.split("\n"))
      .map((line) => line.replace(/\s+#.*$/, "").trim())
      .filter((line) => line !== "");
    const scripts = (
      JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> }
    ).scripts;

    it("give names that the scenario leaves free: they are typed on the chain that it has played on", () => {
      const word = (pattern: RegExp): string[] => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
      const given = {
        timeframe: [...word(/timeframe .*--as (\S+)/), ...word(/timeframe create "[^"]+" (\S+)/)],
        // A vault is called after its asset.
        prepaid: [...word(/prepaid vault create (\S+)/).flatMap((asset) => [asset, `p${asset}`])],
        vehicle: word(/vehicle .*--as (\S+)/),
      };
      const names = { timeframe: ["cluster", "GPU"], prepaid: ["mUSD", "pmUSD"], vehicle: ["ROAD", "CAR"] };
      expect(given).to.deep.equal(names);
      for (const system of ["timeframe", "prepaid", "vehicle"] as const) {
        const taken = Object.values<string>(NAMES[system]).map((name) => name.toLowerCase());
        for (const name of given[system]) expect(taken, name).not.to.include(name.toLowerCase());
      }
    });

    for (const line of lines) {
      it(`names what there is: ${line}`, () => {
        const [program, ...words] = line.split(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/);
        if (program === "npm") {
          const name = words[0] === "run" ? words[1] : words[0];
          expect(scripts).to.have.property(name!);
          return;
        }
        if (program === "export") {
          const [variable = ""] = words[0]?.split("=") ?? [];
          const help = hre.tasks.getTask(["vehicle", "key"]).options.get("passwordFile")?.description;
          expect(help).to.match(new RegExp(`environment's ${variable}\\b`));
          return;
        }
        expect([program, words.shift()]).to.deep.equal(["npx", "hardhat"]);
        if (words.at(-1) === "--help") words.pop();
        const id: string[] = [];
        while (words[0] !== undefined && isTask([...id, words[0]])) id.push(words.shift()!);
        if (id.length === 0 && words.length === 0) return;
        const task = hre.tasks.getTask(id);

        let positionals = 0;
        for (let i = 0; i < words.length; i++) {
          const word = words[i]!;
          if (!word.startsWith("--")) {
            positionals++;
          } else if (word !== "--network") {
            const name = word.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
            const option = task.options.get(name);
            expect(option, `${id.join(" ")} has ${word}`).not.to.equal(undefined);
            if (option!.type !== ArgumentType.FLAG) i++;
          } else i++;
        }
        const wanted = task.positionalArguments.filter(
          ({ type, defaultValue }) => defaultValue === undefined && !/WITHOUT_DEFAULT/.test(type),
        ).length;
        expect(positionals).to.be.at.least(wanted);
        if (!task.positionalArguments.some((argument) => argument.isVariadic))
          expect(positionals).to.be.at.most(task.positionalArguments.length);
      });
    }

    function isTask(id: string[]): boolean {
      try {
        hre.tasks.getTask(id);
        return true;
      } catch {
        return false;
      }
    }
  });
});
