import { CommandError } from './run.mjs';

/** Runs the script's work; what goes wrong is printed (a tool's own words included) and ends it with exit code 1. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (error instanceof CommandError) process.stderr.write(`${error.output.trimEnd()}\n${error.message}\n`);
    else console.error(error);
    process.exitCode = 1;
  }
}
