import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseInboundMailSync, type InboundMail } from '../../src/index.js';

/** The corpus lies beside the repository; a checkout elsewhere has none. */
export const CORPUS = fileURLToPath(new URL('../../../../../shared/fixtures/mail/', import.meta.url));
export const corpusPresent = existsSync(`${CORPUS}expected_eml.jsonl`);

/** What a mail's makers expect of it; keys differ from source to source. */
export interface Expectation {
  file: string;
  source: string;
  expect: Record<string, unknown>;
}

export function expectations(name: 'expected_eml.jsonl' | 'expected_text.jsonl'): Expectation[] {
  return readFileSync(CORPUS + name, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Expectation);
}

/** The class of each mail, by file. */
export function labels(): [file: string, label: string][] {
  return readFileSync(`${CORPUS}labels.tsv`, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .filter((cells) => cells[0]?.endsWith('.eml'))
    .map((cells) => [cells[0]!, cells[1]!]);
}

const parsed = new Map<string, InboundMail>();

export function corpusMail(file: string): InboundMail {
  let mail = parsed.get(file);
  if (!mail) {
    mail = parseInboundMailSync(readFileSync(`${CORPUS}eml/${file}`));
    parsed.set(file, mail);
  }
  return mail;
}

/** A text of the corpus as the body of a mail. */
export function wrappedText(file: string, subject: string): InboundMail {
  const type = file.endsWith('.html') ? 'html' : 'plain';
  const head = [
    'From: a@example.com',
    'To: b@example.com',
    `Subject: ${subject.trim()}`,
    'MIME-Version: 1.0',
    `Content-Type: text/${type}; charset=utf-8`,
    'Content-Transfer-Encoding: 8bit',
  ].join('\r\n');
  return parseInboundMailSync(
    Buffer.concat([Buffer.from(`${head}\r\n\r\n`), readFileSync(`${CORPUS}text/${file}`)]),
  );
}
