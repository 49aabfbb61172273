import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { expect } from "chai";
import { ContractFactory } from "ethers";
import hre from "hardhat";
import { ArgumentType } from "hardhat/types/arguments";
import ts from "typescript";

import { loadAndExecuteDeploymentsFromFiles } from "../../rocketh/environment.ts";
import { root } from "../../scripts/gates/gate.ts";
import { ITimeframeToken__factory, TimeframeFactory__factory } from "../../types/ethers-contracts/index.js";
import { compile } from "./support/solidity.ts";

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
  describe("the TypeScript block", () => {
    const folder = join(root, "cache", "readme");
    const file = join(folder, "readme.ts");
    /** What `exports` of package.json says, before the package is built. */
    const sources = {
      lapse: join(root, "src/index.ts"),
      "lapse/timeframe": join(root, "src/timeframe/index.ts"),
    };

    before(() => {
      mkdirSync(folder, { recursive: true });
    });

    after(() => {
      rmSync(folder, { recursive: true });
    });

    it("has no type errors", () => {
      writeFileSync(file, only("ts"));
      const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
        config: { compilerOptions: Record<string, unknown> };
      };
      const { options } = ts.convertCompilerOptionsFromJson(
        {
          ...config.compilerOptions,
          types: ["node"],
          paths: Object.fromEntries(Object.entries(sources).map(([name, path]) => [name, [path]])),
        },
        root,
      );
      const program = ts.createProgram([file], options);
      const faults = ts
        .getPreEmitDiagnostics(program)
        .map((fault) => ts.flattenDiagnosticMessageText(fault.messageText, "\n"));
      expect(faults).to.deep.equal([]);
    });

    it("runs against a local node and prints what its comments say", async function () {
      // Code that is instrumented for coverage has other addresses than those in the package.
      if (hre.globalOptions.coverage) this.skip();
      const server = await hre.network.createServer("default", "127.0.0.1", 0);
      const { port } = await server.listen();
      const url = `http://127.0.0.1:${port}`;
      const connection = await hre.network.create({ network: "localhost", override: { url } });
      const printed: unknown[][] = [];
      const log = console.log;
      try {
        const { provider, ethers } = connection;
        await loadAndExecuteDeploymentsFromFiles({ provider, saveDeployments: false });

        let code = only("ts").replace("http://127.0.0.1:8545", url);
        for (const [name, path] of Object.entries(sources)) {
          code = code.replaceAll(`from "${name}"`, `from ${JSON.stringify(pathToFileURL(path).href)}`);
        }
        writeFileSync(file, `${code}\nprovider.destroy();\nexport const tokenAddress = await token.getAddress();\n`);
        console.log = (...values: unknown[]) => printed.push(values);
        const { tokenAddress } = (await import(pathToFileURL(file).href)) as { tokenAddress: string };
        console.log = log;

        const token = ITimeframeToken__factory.connect(tokenAddress, ethers.provider);
        const { end } = await token.frameNow();
        expect(printed).to.deep.equal([[28n], [40n, "from", end], [12n]]);
        expect(await token.totalSupply()).to.equal(28n);
      } finally {
        console.log = log;
        await connection.close();
        await server.close();
      }
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
    const { timeframe } = JSON.parse(readFileSync(join(root, "bench/results.json"), "utf8")) as {
      timeframe: {
        rows: { operation: string; subject: string; members: number; idleFrames: number; gas: number; items: number }[];
      };
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
  });

  describe("the terminal blocks", () => {
    const lines = blocks("sh")
      .flatMap((block) => block.split("\n"))
      .map((line) => line.replace(/\s+#.*$/, "").trim())
      .filter((line) => line !== "");
    const scripts = (
      JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> }
    ).scripts;

    for (const line of lines) {
      it(`names what there is: ${line}`, () => {
        const [program, ...words] = line.split(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/);
        if (program === "npm") {
          const name = words[0] === "run" ? words[1] : words[0];
          expect(scripts).to.have.property(name!);
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
        const wanted = task.positionalArguments.filter((argument) => argument.defaultValue === undefined).length;
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
