// A local node with the system deployed, for the package gate. Run by `hardhat run`; prints one line of JSON with its url and stays until its
// input is closed, so that it ends with the gate whatever happens there.
import hre from "hardhat";

import { loadAndExecuteDeploymentsFromFiles } from "../../../rocketh/environment.ts";

const server = await hre.network.createServer("default", "127.0.0.1", 0);
const { port } = await server.listen();
const url = `http://127.0.0.1:${port}`;

const connection = await hre.network.create({ network: "localhost", override: { url } });
const environment = await loadAndExecuteDeploymentsFromFiles({ provider: connection.provider, saveDeployments: false });

// Prepaid vaults hold an asset; a real chain has one.
const company = await connection.ethers.provider.getSigner(3);
const dollar = await connection.ethers.deployContract("MockDollar", [], company);
await (await dollar.getFunction("mint")(company, 1_000_000_000n)).wait();
const asset = await dollar.getAddress();
console.log(JSON.stringify({ url, groups: environment.get("TimeframeGroups").address, asset }));

process.stdin.resume();
await new Promise((resolve) => process.stdin.once("close", resolve));
await connection.close();
await server.close();
