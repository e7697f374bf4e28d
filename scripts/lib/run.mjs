import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { ROOT } from './paths.mjs';

/** A command that ended badly; `output` is what it said. */
export class CommandError extends Error {
  constructor(what, output) {
    super(`${what} failed.`);
    this.output = output;
  }
}

const running = new Set();

/** Ends every command that {@link run} has under way, for a launcher that is told to stop. */
export function endCommands(signal = 'SIGTERM') {
  for (const child of running) child.kill(signal);
}

/** The environment for tools of the workspace: their programs on the PATH, and no mode that leaves development tools out. */
export function toolEnvironment(folder = ROOT) {
  const env = { ...process.env };
  delete env.NODE_ENV;
  const programs = [join(folder, 'node_modules', '.bin'), join(ROOT, 'node_modules', '.bin')];
  env.PATH = [...programs, process.env.PATH].join(delimiter);
  return env;
}

/**
 * Runs a command and resolves with its exit code and output. `echo` shows the output as it comes, instead of
 * keeping quiet; `shell` takes a whole command line.
 */
export function run(command, args = [], { cwd = ROOT, env, echo = false, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: env ?? toolEnvironment(cwd),
      shell,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    const chunks = [];
    const take = (stream) => (chunk) => {
      chunks.push(chunk);
      if (echo) stream.write(chunk);
    };
    child.stdout.on('data', take(process.stdout));
    child.stderr.on('data', take(process.stderr));
    const end = (code) => {
      running.delete(child);
      resolve({ code, output: Buffer.concat(chunks).toString('utf8') });
    };
    child.on('error', (error) => {
      chunks.push(Buffer.from(`${error.message}\n`));
      end(127);
    });
    child.on('close', (code, signal) => end(code ?? (signal === null ? 1 : 128)));
  });
}

/** As {@link run}, quietly; throws {@link CommandError} on a non-zero exit. */
export async function runOrThrow(what, command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new CommandError(what, output);
  return output;
}
