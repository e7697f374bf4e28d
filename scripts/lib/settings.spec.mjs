import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from './paths.mjs';
import { helpText, OPTIONS, SETTING_NAMES, settingsFromOptions } from './settings.mjs';

describe('the settings of npm start', () => {
  it('are those that the product reads, so that --help leaves none out and promises none', () => {
    const source = readFileSync(join(ROOT, 'apps', 'api', 'src', 'config', 'config.ts'), 'utf8');
    const schema = /const schema = z\.object\(\{(.*?)^\}\);/ms.exec(source)?.[1] ?? '';
    const read = [...schema.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name);
    expect(SETTING_NAMES.toSorted()).toEqual(read.filter((name) => name !== 'NODE_ENV').sort());
  });

  it('are all in the help text, with the options that stand for them', () => {
    const help = helpText();
    for (const name of SETTING_NAMES) expect(help).toMatch(new RegExp(`^  ${name} `, 'm'));
    for (const option of Object.keys(OPTIONS)) expect(help).toContain(`--${option}`);
  });

  it('given as options become environment variables, and only those given', () => {
    const { values } = parseArgs({ args: ['--port', '8080', '--data-dir=/srv/x'], options: OPTIONS });
    expect(settingsFromOptions(values)).toEqual({ PORT: '8080', DATA_DIR: '/srv/x' });
  });
});
