import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "chai";

import { createKeystore, newSecret } from "../../src/vehicle/agent/index.ts";
import { MockERC20__factory } from "../../types/ethers-contracts/index.js";
import { finished, lineOf } from "./support/cli.ts";
import { PASSWORD } from "./support/garage.ts";
import { useTerminal } from "./support/terminal.ts";

describe("tasks of vehicle, from the terminal", function () {
  const work = useTerminal(async ({ done }) => {
    await done("deploy --tags vehicle");
  });

  it("enrol a vehicle and report by names, with a key in a keystore", async function () {
    const token = await new MockERC20__factory(await work.provider.getSigner(0)).deploy("Dollar", "USD", 6);
    const dollar = await token.getAddress();
    const [key, password] = [join(work.deployments, "car.key"), join(work.deployments, "password")];
    await writeFile(password, `${PASSWORD}\n`);
    // Its encryption is as weak as only a test's may be, so that no command takes a second for it.
    await createKeystore(key, newSecret(), PASSWORD, 2 ** 4);
    const keyed = ["--key", key, "--password-file", password];
    expect(await work.done("vehicle policy create --per-year 15 --as simple"))
      .to.match(/name +simple\n/)
      .and.match(/\n\nsent {2}block \d+, [\d,]+ gas, 0x\w{64}\n$/);
    const words = "vehicle enrol --vin 1M8GDM9AXKP042788 --policy simple --value 30000 --as taxi --unit";
    expect(await work.done(words, dollar, ...keyed)).to.match(/name +taxi\n/);
    expect(await work.done("vehicle report taxi --odometer 12.5", ...keyed)).to.match(
      /^Report 1 counts: odometer at 12\.5 km/,
    );
    expect(await work.done("vehicle show taxi")).to.match(/\npolicy +simple, 0x\w{40}\n/);
    expect(await work.done("vehicle verify taxi")).to.match(/^All of it agrees: 1 booking recomputed/);
  });

  it("are stopped by Ctrl-C in good order, and go on when they are run again", async function () {
    const log = join(work.deployments, "log.csv");
    await writeFile(log, "time,odometer,event,severity\n2100-01-01,20,odometer,\n");
    const keyed = ["--key", join(work.deployments, "car.key"), "--password-file", join(work.deployments, "password")];
    const words = ["vehicle", "drive", "taxi", "--log", log, ...keyed, "--network", "localhost"];
    const child = work.start(...words, "--begin");
    child.stderr?.once("data", () => child.kill("SIGINT"));
    const { code, stdout, stderr } = await finished(child);
    expect(code, stderr).to.equal(130);
    expect(stdout).to.match(/^Took 1 row of the log in; .* and 1 report waits in /);
    expect(stderr).to.match(/\nStopped; run the command again, without --begin, and it goes on\.\n$/);
    const again = await work.hardhat(...words, "--once");
    expect(again.stdout).to.match(/^Took 0 rows of the log in; .* and 1 report waits in /);
  });

  it("tell a mistake in one line, and exit with code 1", async function () {
    const result = await work.run("vehicle show lorry");
    expect(result.code).to.equal(1);
    expect(result.stdout).to.equal("");
    expect(lineOf(result)).to.match(/^No vehicle named "lorry" on network "localhost" \(recorded here: taxi\)/);
  });
});
