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
 * Runs a command and resolves with its exit code, its output, and whether it ran out of time. `echo` shows the output
 * as it comes, all of it or only `'stderr'`, instead of keeping quiet; `shell` takes a whole command line.
 */
export function run(command, args = [], { cwd = ROOT, env, echo = false, shell = false, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: env ?? toolEnvironment(cwd),
      shell,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    let timedOut = false;
    const limit = timeoutMs && setTimeout(() => (timedOut = child.kill('SIGKILL')), timeoutMs);
    const chunks = [];
    const take = (name) => (chunk) => {
      chunks.push(chunk);
      if (echo === true || echo === name) process.stdout.write(chunk);
    };
    child.stdout.on('data', take('stdout'));
    child.stderr.on('data', take('stderr'));
    const end = (code) => {
      clearTimeout(limit);
      running.delete(child);
      resolve({ code, output: Buffer.concat(chunks).toString('utf8'), timedOut });
    };
    child.on('error', (error) => {
      chunks.push(Buffer.from(`${error.message}\n`));
      end(127);
    });
    // A grandchild may hold the pipes open for ever; the command itself has ended all the same.
    child.on('exit', (code) => {
      const grace = setTimeout(() => end(code ?? 128), 2000);
      child.once('close', () => {
        clearTimeout(grace);
        end(code ?? 128);
      });
    });
  });
}

/** As {@link run}, quietly; throws {@link CommandError} on a non-zero exit. */
export async function runOrThrow(what, command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new CommandError(what, output);
  return output;
}
