export * from "../chain/frames.ts";
