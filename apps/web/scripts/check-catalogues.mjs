// Fails when a message of the sources is missing from a catalogue, has no translation, or is no longer used.
// `--write` brings the catalogues up to date with the sources first.
import { getCatalogs } from '@lingui/cli/api';
import { getConfig } from '@lingui/conf';
import { fileURLToPath } from 'node:url';

const config = getConfig({ cwd: fileURLToPath(new URL('..', import.meta.url)) });
const [catalogue] = await getCatalogs(config);
if (process.argv.includes('--write')) {
  await catalogue.make({ clean: true, overwrite: false, locale: config.locales, orderBy: 'message' });
}
const messages = await catalogue.collect();
if (!messages) process.exit(1);

const problems = [];
for (const locale of config.locales) {
  const translations = (await catalogue.read(locale)) ?? {};
  for (const [id, { message }] of Object.entries(messages)) {
    if (!translations[id]) problems.push(`${locale}: not in the catalogue: ${message}`);
    else if (!translations[id].translation) problems.push(`${locale}: not translated: ${message}`);
  }
  for (const id of Object.keys(translations)) {
    if (!messages[id]) problems.push(`${locale}: no longer used: ${translations[id].message ?? id}`);
  }
}
if (problems.length > 0) {
  process.stderr.write(
    `${problems.join('\n')}\n${problems.length} problems; npm run messages updates the catalogues\n`,
  );
  process.exit(1);
}
process.stdout.write(`${Object.keys(messages).length} messages in ${config.locales.join(', ')}\n`);
