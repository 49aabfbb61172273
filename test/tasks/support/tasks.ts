import hre from "hardhat";
import type { TaskArguments } from "hardhat/types/tasks";

/** Both faces of an answer: what scripts parse, and what people read. */
export interface Answer {
  json: Record<string, unknown>;
  text: string;
  /** Lines of progress, on the error stream. */
  progress: string[];
}

/**
 * Runs a task in this process, on the connection that all tasks of a process share, and keeps its output out of the test report.
 * @param id The words of the task: "timeframe group add".
 */
export async function runTask(id: string, args: TaskArguments = {}): Promise<Answer> {
  const lines: string[] = [];
  const progress: string[] = [];
  const { log, error } = console;
  const { exitCode } = process;
  console.log = (line: string): void => {
    lines.push(line);
  };
  console.error = (line: string): void => {
    progress.push(line);
  };
  try {
    const json: unknown = await hre.tasks.getTask(id.split(" ")).run(args);
    return { json: json as Record<string, unknown>, text: lines.join("\n"), progress };
  } finally {
    console.log = log;
    console.error = error;
    // A task that fails without an error says so by the exit code of its process, which here is that of the test run.
    process.exitCode = exitCode;
  }
}

/** The line with which a task refuses; throws where it doesn't. */
export async function refusalOf(id: string, args: TaskArguments): Promise<string> {
  try {
    await runTask(id, args);
  } catch (error) {
    if (error instanceof Error && error.name === "HardhatPluginError") return error.message;
    throw error;
  }
  throw new Error(`${id} did not refuse`);
}
