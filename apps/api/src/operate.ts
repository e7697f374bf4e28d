import { readConfig } from './config/config.js';
import { COMMANDS } from './operations/commands.js';
import { OperationError } from './operations/manifest.js';
import { startErrorInWords } from './preflight.js';

/** `node operate.js COMMAND …`: what an operator runs beside the application. */
async function operate([name = '', ...args]: readonly string[]): Promise<number> {
  const command = COMMANDS[name];
  if (!command)
    throw new OperationError(`There is ${Object.keys(COMMANDS).join(', ')}, no ${name || 'command'}`);
  return command(readConfig(process.env), args, (line) => process.stdout.write(`${line}\n`));
}

function inWords(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  // An option that the command does not have is the operator's slip, not ours.
  if (error instanceof OperationError || code?.startsWith('ERR_PARSE_ARGS')) return message;
  return startErrorInWords(error);
}

try {
  process.exitCode = await operate(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${inWords(error)}\n`);
  process.exitCode = 1;
}
