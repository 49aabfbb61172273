import { expect } from "chai";

import { abiConstant, isPublic } from "../../hardhat/abis/public.ts";

const contract = {
  contractName: "TimeframeGroups",
  sourceName: "contracts/timeframe/TimeframeGroups.sol",
  abi: [{ type: "error" }, { type: "function" }],
  bytecode: "0x60",
};

describe("the ABIs of the package", () => {
  it("are named after their contracts", () => {
    const names = ["TimeframeGroups", "ITimeframeToken", "IERC7818", "ERC20", "MockERC20", "X"];
    expect(names.map(abiConstant)).to.deep.equal([
      "timeframeGroupsAbi",
      "iTimeframeTokenAbi",
      "ierc7818Abi",
      "erc20Abi",
      "mockERC20Abi",
      "xAbi",
    ]);
  });

  it("are those of contracts that can be created, and of interfaces", () => {
    expect(isPublic(contract)).to.be.true;
    expect(isPublic({ ...contract, contractName: "ITimeframeGroups", bytecode: "0x" })).to.be.true;
  });

  it("leave out abstract stages, what has no functions, mocks, and what is not ours", () => {
    expect(isPublic({ ...contract, bytecode: "0x" })).to.be.false;
    expect(isPublic({ ...contract, abi: [{ type: "error" }] })).to.be.false;
    expect(isPublic({ ...contract, sourceName: "contracts/mocks/MockERC20.sol" })).to.be.false;
    expect(isPublic({ ...contract, sourceName: "test/solidity/Law.t.sol" })).to.be.false;
  });
});
