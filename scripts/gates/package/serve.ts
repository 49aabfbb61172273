// A local node with the system deployed, for the package gate. Run by `hardhat run`; prints one line of JSON with its url and stays until its
// input is closed, so that it ends with the gate whatever happens there.
import hre from "hardhat";

import { loadAndExecuteDeploymentsFromFiles } from "../../../rocketh/environment.ts";

const server = await hre.network.createServer("default", "127.0.0.1", 0);
const { port } = await server.listen();
const url = `http://127.0.0.1:${port}`;

const connection = await hre.network.create({ network: "localhost", override: { url } });
const environment = await loadAndExecuteDeploymentsFromFiles({ provider: connection.provider, saveDeployments: false });
console.log(JSON.stringify({ url, groups: environment.get("TimeframeGroups").address }));

process.stdin.resume();
await new Promise((resolve) => process.stdin.once("close", resolve));
await connection.close();
await server.close();
