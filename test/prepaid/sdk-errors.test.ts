import { expect } from "chai";
import { Interface } from "ethers";

import { type ErrorName, ERRORS, explainError, idOf, retell } from "../../src/prepaid/index.ts";
import { holdErrorTable } from "../error-table.ts";
import { networkHelpers, PLAIN } from "./fixture.ts";
import { issue, peopled } from "./support.ts";

const ANN = "0x8ba1f109551bD432803012645Ac136ddd64DBA72";

describe("explainError of prepaid", () => {
  holdErrorTable(ERRORS, /^contracts\/prepaid\//, 70);

  describe("writes numbers by what they measure", () => {
    const formatters = {
      money: (amount: bigint) => `${amount} USD`,
      moment: (second: bigint) => `second ${second}`,
      instrument: (id: bigint) => `card ${id & 0xffffn}`,
    };
    const dataOf = (name: ErrorName, args: unknown[]): string =>
      new Interface([`error ${ERRORS[name].signature}`]).encodeErrorResult(name, args);

    for (const [name, args, plain, formatted] of [
      [
        "PrepaidShort",
        [idOf(ANN, 42n), 9n, 1n],
        `The instrument ${ANN}/42 has 1 base unit, and 9 base units is needed.`,
        "The instrument card 42 has 1 USD, and 9 USD is needed.",
      ],
      [
        "PrepaidExpired",
        [idOf(ANN, 7n), 1_893_974_400n],
        `The instrument ${ANN}/7 expired at 2030-01-07T00:00:00Z, and its value returned.`,
        "The instrument card 7 expired at second 1893974400, and its value returned.",
      ],
      [
        "LapseShort",
        [9n, 5n],
        "The account has 5 base units, and 9 base units is needed.",
        "The account has 5 USD, and 9 USD is needed.",
      ],
      [
        "ERC20InsufficientBalance",
        [ANN, 1n, 41n],
        `${ANN} has 1 base unit of what is asked for and needs 41 base units.`,
        `${ANN} has 1 USD of what is asked for and needs 41 USD.`,
      ],
      [
        "ERC20InsufficientAllowance",
        [ANN, 1n, 41n],
        `${ANN} may use 1 base unit and needs 41 base units.`,
        `${ANN} may use 1 USD and needs 41 USD.`,
      ],
      [
        "ERC721NonexistentToken",
        [idOf(ANN, 3n)],
        `There is no card of the instrument ${ANN}/3.`,
        "There is no card of the instrument card 3.",
      ],
    ] as const) {
      it(`in ${name}`, () => {
        const data = dataOf(name, [...args]);
        const bare = explainError(data);
        expect(bare?.cause).to.equal(plain);
        expect(explainError(data, formatters)?.cause).to.equal(formatted);
        expect(retell(bare!, formatters)).to.deep.equal(explainError(data, formatters));
      });
    }
  });

  it("explains what the vault and its desk revert with, whoever asks", async () => {
    const context = await networkHelpers.loadFixture(peopled);
    const { vault, stranger, company, ann } = context;
    const id = await issue(context);
    const told = async (attempt: () => Promise<unknown>): Promise<unknown> =>
      explainError(
        await attempt().then(
          () => undefined,
          (thrown: unknown) => thrown,
        ),
      );
    const shop = vault.connect(stranger);
    for (const attempt of [
      () => shop.redeem(id, 1n, stranger, `0x${"00".repeat(32)}`),
      () => shop.redeem.staticCall(id, 1n, stranger, `0x${"00".repeat(32)}`),
      () => shop.transferInstrument.estimateGas(id, stranger),
    ]) {
      expect(await told(attempt)).to.deep.include({
        name: "PrepaidNotHolder",
        cause: `${stranger.address} doesn't hold the instrument ${company.address}/1.`,
      });
    }
    expect(await told(() => vault.connect(company).cancel(id, PLAIN))).to.include({ name: "PrepaidDelivered" });
    // The kernel's error, which the interface of the vault doesn't name.
    expect(await told(() => vault.connect(ann).withdraw(1n, ann))).to.include({ name: "LapseShort" });
  });
});
