export * from "./batch.ts";
export * from "./calls.ts";
export * from "./create.ts";
export * from "./delegation.ts";
export * from "./nested.ts";
export * from "./operation.ts";
