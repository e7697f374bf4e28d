const REPLY_LINE =
  /^[^\n]*(?:\b[45]\d\d[ -](?:[45]\.\d{1,3}\.\d{1,3}\b|\S)|\b[45]\.\d{1,3}\.\d{1,3}\b)[^\n]*$/m;

/** The line of a notice that carries the other server's answer; '' where none does. */
export function diagnosticOf(notice: string): string {
  const line = REPLY_LINE.exec(notice)?.[0] ?? '';
  return line.replace(/\s+/g, ' ').trim().slice(0, 1000);
}

/** Causes by their words, with the status (RFC 3463) they stand for; the first that fits counts. */
const CAUSES: readonly [RegExp, string][] = [
  [
    /mailbox (?:is )?full|over quota|quota exceeded|exceeded (?:the )?(?:local limit|storage)|exceeds? .{0,20}quota|not enough (?:storage|space)|メールボックスが一杯|buzon lleno|postfach .{0,20}voll|boite .{0,20}pleine/,
    '5.2.2',
  ],
  [
    /user unknown|unknown user|no such (?:user|mailbox|address|recipient)|user .{0,40}(?:not found|does ?n[o']t exist)|(?:address|mailbox|recipient|account) .{0,60}(?:not found|does ?n[o']t exist|unknown|invalid)|invalid (?:recipient|mailbox|address)|unrouteable|not listed in|no mailbox here|unknown (?:recipient|address|local)|存在しません|no existe|existiert nicht|n['’]existe pas|non esiste|bestaat niet/,
    '5.1.1',
  ],
  [
    /host (?:unknown|not found)|domain (?:name )?not found|unknown (?:host|domain)|no such (?:host|domain)|name (?:or )?service|couldn['’]?t find any host|no mx|dns error|unresolvable/,
    '5.1.2',
  ],
  [/message (?:is )?too (?:large|big)|size (?:limit )?exceed|exceeds? .{0,30}(?:size|limit)/, '5.3.4'],
  [/spam|blocked|blacklist|block list|policy|denied|not authori[sz]ed|refused|rejected/, '5.7.1'],
  [/timed? ?out|too long|retry timeout|socket error|connection refused|not accept our requests/, '5.4.1'],
];

/** A status for a notice that gives none: by its words, else "other or undefined"; '' for a delay. */
export function statusFromWords(words: string, action: 'failed' | 'delayed'): string {
  if (action === 'delayed') return '';
  return CAUSES.find(([pattern]) => pattern.test(words))?.[1] ?? '5.0.0';
}
