import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

/** hardhat-deploy never deletes: this removes the files of contracts that are gone, which are those that its index doesn't name. */
export async function removeLeftovers(generated: string): Promise<void> {
  for (const kind of ["artifacts", "abis"]) {
    const folder = join(generated, kind);
    const index = await readFile(join(folder, "index.ts"), "utf8");
    const named = new Set([...index.matchAll(/from ['"]\.\/(.+)\.js['"]/g)].map((match) => `${match[1] ?? ""}.ts`));
    for (const entry of await readdir(folder, { recursive: true })) {
      const file = entry.replaceAll("\\", "/");
      if (file.endsWith(".ts") && file !== "index.ts" && !named.has(file)) await rm(join(folder, file));
    }
  }
}
