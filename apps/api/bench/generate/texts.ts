import type pg from 'pg';
import { Random, Weighted } from './random.js';
import { FIRST_NAMES, type Language, LAST_NAMES, subjectWords, vocabulary } from './vocabulary.js';

/** A piece of text with the lexemes of its search document, which in a tenant's documents carry its number. */
export interface Piece {
  text: string;
  lexemes: readonly string[];
}

export interface Texts {
  sentences: Record<Language, readonly Piece[]>;
  subjects: Record<Language, readonly Piece[]>;
  firstNames: readonly Piece[];
  lastNames: readonly Piece[];
}

const SENTENCES = 24_000;
const SUBJECTS = 6_000;
const LANGUAGES = ['es', 'en'] as const;

/**
 * Texts come in pieces whose lexemes the database itself has made; a document out of pieces has the lexemes of all.
 * That fills search columns at the speed of COPY with what the application would have written.
 */
export async function makeTexts(client: pg.ClientBase, seed: number): Promise<Texts> {
  const random = new Random(seed);
  const made = Object.fromEntries(LANGUAGES.map((language) => [language, write(random, language)])) as Record<
    Language,
    { sentences: string[]; subjects: string[] }
  >;
  const indexed = (texts: readonly string[]) => withLexemes(client, texts);
  return {
    sentences: { es: await indexed(made.es.sentences), en: await indexed(made.en.sentences) },
    subjects: { es: await indexed(made.es.subjects), en: await indexed(made.en.subjects) },
    firstNames: await indexed(FIRST_NAMES),
    lastNames: await indexed(LAST_NAMES),
  };
}

function write(random: Random, language: Language) {
  const words = Weighted.zipf(vocabulary(language));
  const matter = Weighted.zipf(subjectWords(language), 0.7);
  const sentence = () => {
    const text = Array.from({ length: random.between(4, 14) }, () => words.draw(random)).join(' ');
    return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
  };
  const subject = () => {
    const own = Array.from({ length: random.between(1, 3) }, () => matter.draw(random));
    const rest = Array.from({ length: random.between(1, 4) }, () => words.draw(random));
    const text = [...own, ...rest].join(' ');
    return `${text[0]!.toUpperCase()}${text.slice(1)}`;
  };
  return {
    sentences: Array.from({ length: SENTENCES }, sentence),
    subjects: Array.from({ length: SUBJECTS }, subject),
  };
}

async function withLexemes(client: pg.ClientBase, texts: readonly string[]): Promise<Piece[]> {
  const { rows } = await client.query<{ lexemes: string[] }>(
    `SELECT tsvector_to_array(search_document(0, t.text)) AS lexemes
     FROM unnest($1::text[]) WITH ORDINALITY AS t (text, place) ORDER BY t.place`,
    [texts],
  );
  return rows.map(({ lexemes }, i) => ({
    text: texts[i]!,
    lexemes: lexemes.map((lexeme) => lexeme.slice('0:'.length)),
  }));
}
