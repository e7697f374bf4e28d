// `npm start`: installs and builds what is missing, then runs the application and stands by it.
// Only Node itself is used here until the packages are installed.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { parseArgs } = await import('node:util');
const { helpText, OPTIONS, settingsFromOptions } = await import('./lib/settings.mjs');

function readOptions() {
  try {
    return parseArgs({ options: OPTIONS, strict: true }).values;
  } catch (error) {
    console.error(`${error.message.split('. ')[0]}. See npm start -- --help.`);
    process.exit(2);
  }
}

const options = readOptions();
if (options.help) {
  process.stdout.write(helpText());
} else {
  const { launch } = await import('./lib/launcher.mjs');
  process.exitCode = await launch(settingsFromOptions(options));
}
