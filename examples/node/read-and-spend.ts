// node read-and-spend.ts <url> <token>: spends two units of the member's quota. Prints what it read, as JSON.
import { id, JsonRpcProvider } from "ethers";
import { PlainTimeframeToken__factory } from "lapse/ethers";

const provider = new JsonRpcProvider(process.argv[2], undefined, { cacheTimeout: -1 });
const member = await provider.getSigner(1);
const merchant = await provider.getSigner(2);
const token = PlainTimeframeToken__factory.connect(process.argv[3] ?? "", member);

const { frame, start, end } = await token.frameNow();
const before: bigint = await token.balanceOf(member);
await (await token.spend(merchant, 2n, id("order 1"))).wait();

const read = {
  frame,
  seconds: end - start,
  before,
  after: await token.balanceOf(member),
  nextFrame: await token.balanceOfAtFrame(member, frame + 1n),
  earned: await token.earned(merchant),
};
console.log(JSON.stringify(read, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value)));
provider.destroy();
