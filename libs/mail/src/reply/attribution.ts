/** "wrote" as mail programs say it; the verb of a line that introduces a quote. */
const VERB =
  'wrote|writes|has written|said|escribi[óo]|escrib[eí]a?|ha escrito|va escriure|escrigu[ée]|escreveu|escreve|a [ée]crit|[ée]crivait|[ée]crit|schrieb|schreibt|geschrieben|hat geschrieben|ha scritto|scrive|scriveva|schreef|schrijft|geschreven|napisa[łl]\\(?a?\\)?|napisa[łl]\\(-?a\\)|napisana przez|pisze|написал(?:а|\\(а\\)|\\(a\\))?|написав(?:\\(ла\\))?|написала|пишет|писал(?:а|и|\\(а\\))?|написали|писав(?:\\(ла\\))?|писала|пише|написа|schreef het volgende|skrev|skriver|kirjoitti|napsal(?:\\(a\\)|a)?|nap[íi]sal(?:\\(a\\)|a)?|[íi]rta|a scris|yazd[ıi]|έγραψε|nap[ií]še|je napisao(?:/la)?|je napisala|napisao|rašė|rakstīja|kirjutas|đã viết|menulis|เขียน|写道|寫道|写到|写|書きました|wrote on|님이 작성|작성|spake|כתב(?:/ה|ה)?|كتب';

const VERB_END = new RegExp(
  `(?:^|[\\s>,，)）"”』」\\]年月日0-9])(?:${VERB})(?=[\\s:：,<"“(]|$)|書きました\\s*(?:\\([^()]{1,40}\\)\\s*)?[:：]`,
  'iu',
);

/** First words of such a line. */
const OPENER =
  /^(?:on|op|am|um|le|el|em|no dia|a|il(?: giorno)?|w dniu|dnia|den|d\.|på|pe|la|în|dne|dňa|dana|v|ve|u|ke|ma|ti|to|la?u|su|pe|at|in (?:a )?message|vào|pada|tanggal|στις|в|у|во|з|在|于|於|el d[ií]a|quoting|zitat von|citando a|cytowanie|στις|בתאריך|ב-|في|em data de)(?=[\s\d,])|^[在于於]/iu;

/** Something a clock or a calendar says. */
const DATE =
  /\b(?:19|20)\d{2}\b|\d{1,2}[:.h]\d{2}|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\d{4}\s?[年년]|\d{1,2}\s?[月월]|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? [a-z]{3,9}\.? \d{1,2}\b|\b\d{1,2}\.? (?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])/iu;
const ADDRESS = /[^\s<>()"',;:@]{1,64}@[^\s<>()"',;:@]/;
const ENDS = /(?:[:：]|wrote\s*-{2,}|escribi[óo]\s*-{2,}|\s-{2,})\s*$/iu;
const DATED_ADDRESS =
  /^(?:[\p{L}.,]{2,12} )?\d{1,4}[^<>]{6,90}[<(（]?\s*[^\s<>()]+@[^\s<>()]+\s*[>)）]?\s*[:：]$/u;
/** Somebody's mailbox in its brackets and a date, in a line that ends with a colon: so no language of people ends it. */
const DATED_MAILBOX = /[<(（[][^\s<>()]+@[^\s<>()]+[>)）\]]/u;
/** Horde and its like name the person and nothing else. */
const QUOTING =
  /^(?:quoting|zitat von|citando(?: a)?|citation de|citat fr[åa]n|citeren van|cytowanie|mensaje citado por|in (?:a )?(?:message|article|news))\s[^\n]{0,120}@[^\n]{0,120}[:：]$/iu;
const GMAIL_BARE = /^\d{4}-\d{2}-\d{2} \d{1,2}:\d{2} GMT[+-]\d{2}:\d{2} [^:]{1,80}$/;
const GROUPWISE = /^>>> .{2,120} \d{1,4}[/.-]\d{1,2}[/.-]\d{2,4} .{0,20}>>>$/;

const MAX_LINES = 6;
const MAX_LENGTH = 420;

/**
 * Number of lines, from `start` on, of a line like "On …, … wrote:" (often folded, sometimes with empty lines in it);
 * 0 where there is none. Decided by what all such lines share, whatever the language: a date or an address, a verb of
 * writing, a colon at the end.
 */
export function attributionLength(lines: readonly string[], start: number): number {
  if (!endsNear(lines, start)) return 0;
  const first = stripMarks(lines[start]!);
  if (first === '' || first.length > MAX_LENGTH || !couldBegin(first)) return 0;
  // The end of a sentence of the writer's, above the introduction.
  if (/[.!?…]$/.test(first) && !DATE.test(first) && !hasAddress(first)) return 0;
  let joined = '';
  let gaps = 0;
  for (let count = 0; count < MAX_LINES + gaps && start + count < lines.length; count++) {
    const line = stripMarks(lines[start + count]!);
    if (line === '') {
      if (++gaps > 3) return 0;
      continue;
    }
    // A quoted line below a line without a mark begins the quote: the introduction has ended.
    if (
      count > 0 &&
      isQuoted(lines[start + count]!) &&
      !isQuoted(lines[start]!) &&
      !/^>\s*(?:wrote|[:：]|.{0,40}[:：]$)/iu.test(lines[start + count]!)
    )
      return 0;
    joined = joined === '' ? line : `${joined} ${line}`;
    if (joined.length > MAX_LENGTH) return 0;
    if (canEnd(line) && isAttribution(joined)) return count + 1;
    // A finished sentence is no part of one.
    if (/[.!?]$/.test(line) && count > 0 && !DATE.test(line)) return 0;
  }
  return 0;
}

function hasAddress(text: string): boolean {
  return text.includes('@') && ADDRESS.test(text);
}

/** Whether an introduction can end within reach: a cheap look before the costly one. */
function endsNear(lines: readonly string[], start: number): boolean {
  const stop = Math.min(lines.length, start + MAX_LINES + 3);
  for (let i = start; i < stop; i++) if (canEnd(lines[i]!)) return true;
  return false;
}

function canEnd(line: string): boolean {
  const text = line.trimEnd();
  return /[:：>-]$/.test(text.slice(-1)) || (text.length < 140 && GMAIL_BARE.test(text));
}

/** A line without the marks before it: '>' of quotes, dashes and stars of lists. */
export function stripMarks(line: string): string {
  if (line.length > 2000) return line.trim();
  const bare = /^>>> \S/.test(line) ? line : line.replace(/^[>\s|]+/, '');
  const marks = /^[-*_—–\s]+/.exec(bare)?.[0] ?? '';
  const text = /^[\p{L}\d]/u.test(bare.slice(marks.length)) ? bare.slice(marks.length) : bare;
  return text.replace(/^original message-?\s*(?=\S)/i, '').trim();
}

function isQuoted(line: string): boolean {
  return /^\s*>/.test(line);
}

function couldBegin(line: string): boolean {
  return (
    OPENER.test(line) || DATE.test(line) || hasAddress(line) || VERB_END.test(line) || GROUPWISE.test(line)
  );
}

function isAttribution(text: string): boolean {
  if (GMAIL_BARE.test(text) || GROUPWISE.test(text)) return true;
  if (text.includes('@') && (DATED_ADDRESS.test(text) || QUOTING.test(text) || isDatedMailbox(text)))
    return true;
  if (!ENDS.test(text) || !VERB_END.test(text)) return false;
  const dated = DATE.test(text);
  const addressed = hasAddress(text);
  // Nothing but the name of a person: "Peter wrote:" may be the writer's own words.
  if (!dated && !addressed) return false;
  if (OPENER.test(text)) return dated || /\d/.test(text);
  return dated ? text.length < 250 : /^[^,.;!?]{1,80}[<(][^\s]+@[^\s]+[>)]\s*[^:：]{0,60}[:：]$/u.test(text);
}

function isDatedMailbox(text: string): boolean {
  return text.length < 200 && /[:：]\s*$/.test(text) && DATED_MAILBOX.test(text) && DATE.test(text);
}

/** A line that introduces a quote only because one follows right below: "Peter wrote:", "2026-11-23 Ana <ana@…>". */
export function isWeakAttribution(line: string): boolean {
  const text = stripMarks(line);
  if (text === '' || text.length > 200) return false;
  if (/[:：]$/.test(text) && (VERB_END.test(text) || hasAddress(text))) return true;
  if (!DATE.test(text) || /[.!?]$/.test(text)) return false;
  return OPENER.test(text) ? text.length < 60 : hasAddress(text) && /^\d/.test(text);
}
