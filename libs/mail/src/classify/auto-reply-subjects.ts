/**
 * Subjects that mail programs give to automatic answers, as they begin (after "Re:" and the like), in lower case and
 * without accents: `strong` ones are written by no person, `weak` ones count only together with a body that says so.
 */
const STRONG: readonly string[] = [
  // English
  'automatic reply',
  'auto reply',
  'auto-reply',
  'autoreply',
  'auto response',
  'auto-response',
  'autoresponse',
  'automated reply',
  'automated response',
  'automatic response',
  'out of office autoreply',
  'out of office automatic reply',
  'out-of-office reply',
  'out of office reply',
  'vacation reply',
  'vacation response',
  'vacation autoreply',
  'auto-responder',
  'autoresponder',
  'ooo autoreply',
  // Spanish, Catalan, Galician, Portuguese
  'respuesta automatica',
  'contestacion automatica',
  'mensaje automatico de ausencia',
  'aviso de ausencia',
  'resposta automatica',
  'auto-resposta',
  'respuesta de vacaciones',
  // French, Italian, Romanian
  'reponse automatique',
  'reponse d’absence',
  "reponse d'absence",
  'message d’absence',
  "message d'absence",
  'risposta automatica',
  'notifica di assenza',
  'raspuns automat',
  // German, Dutch, Scandinavian
  'automatische antwort',
  'automatische ruckantwort',
  'autom. antwort',
  'abwesenheitsnotiz',
  'abwesenheitsnachricht',
  'abwesenheitsmeldung',
  'abwesenheitsbenachrichtigung',
  'automatisch antwoord',
  'automatische antwoord',
  'automatische reactie',
  'afwezigheidsbericht',
  'afwezigheidsassistent',
  'autosvar',
  'automatiskt svar',
  'automatisk svar',
  'automatisk besvarelse',
  'franvaromeddelande',
  'fravaersmelding',
  'fravaersbesked',
  'fraværsmelding',
  'fraværsbesked',
  'fraværsassistent',
  'automaattinen vastaus',
  'poissaoloviesti',
  // Slavic and others in Latin script
  'automatyczna odpowiedz',
  'odpowiedz automatyczna',
  'autoodpowiedz',
  'automaticka odpoved',
  'automatska reakcija',
  'automatski odgovor',
  'samodejni odgovor',
  'automatikus valasz',
  'hazon kivul',
  'otomatik yanit',
  'otomatik cevap',
  'automaatvastus',
  'automatinis atsakymas',
  'tra loi tu dong',
  'balasan otomatis',
  // Cyrillic, Greek, Hebrew, Arabic
  'автоответ',
  'автоматический ответ',
  'автоматична відповідь',
  'автоматична вiдповiдь',
  'автоматичен отговор',
  'автоматски одговор',
  'автоматическое уведомление об отсутствии',
  'αυτοματη απαντηση',
  'תשובה אוטומטית',
  'מענה אוטומטי',
  'رد تلقائي',
  'الرد التلقائي',
  // Chinese, Japanese, Korean, Thai
  '自动回复',
  '自动答复',
  '自動回覆',
  '自動回复',
  '自動返信',
  '自動応答',
  '自動返答',
  '不在通知',
  '不在連絡',
  '不在のお知らせ',
  '자동 회신',
  '자동회신',
  '자동 응답',
  '자동응답',
  '부재중 알림',
  'การตอบกลับอัตโนมัติ',
];

/** Phrases that Exchange and others put before the subject they answer: strong with a colon behind them only. */
const BEFORE_SUBJECT: readonly string[] = [
  'auto',
  'out of office',
  'out of the office',
  'out-of-office',
  'fuera de la oficina',
  'fuera de oficina',
  'fora do escritorio',
  'ausencia temporaria',
  'absence du bureau',
  'absent du bureau',
  'absente du bureau',
  'fuori ufficio',
  'fuori sede',
  'abwesend',
  'nicht im buro',
  'afwezig',
  'niet aanwezig',
  'ej pa plats',
  'franvarande',
  'ikke til stede',
  'ikke pa kontoret',
  'poza biurem',
  'mimo kancelar',
  'вне офиса',
  'нет на месте',
  'εκτος γραφειου',
  'ofis disinda',
  '外出',
  '不在',
];

const WEAK: readonly string[] = [
  'out of office',
  'out of the office',
  'out-of-office',
  'ooo',
  'away from',
  'on vacation',
  'on holiday',
  'on leave',
  'absence',
  'vacation',
  'i am away',
  'not in the office',
  'fuera de la oficina',
  'fuera de oficina',
  'ausente',
  'ausencia',
  'de vacaciones',
  'vacaciones',
  'fora do escritorio',
  'ausencia temporaria',
  'ferias',
  'absent',
  'absente',
  'en conge',
  'conges',
  'absence du bureau',
  'fuori ufficio',
  'fuori sede',
  'assenza',
  'assente',
  'in ferie',
  'abwesend',
  'abwesenheit',
  'nicht im buro',
  'urlaub',
  'im urlaub',
  'afwezig',
  'niet aanwezig',
  'vakantie',
  'franvaro',
  'pa semester',
  'fravaer',
  'ferie',
  'poissa',
  'lomalla',
  'poza biurem',
  'nieobecnosc',
  'nieobecny',
  'urlop',
  'mimo kancelar',
  'nepritomnost',
  'вне офиса',
  'отсутствие',
  'отпуск',
  'нет на месте',
  'відсутність',
  'відпустка',
  'εκτος γραφειου',
  'ofis disinda',
  'izinde',
  'szabadsag',
  '不在',
  '外出',
  '休暇',
  '休假',
  '외출',
  '부재',
  '휴가',
];

/** What a person's mail program writes for them while they are away, near the beginning of the text. */
const ABSENCE =
  /out of (?:the )?office|away from (?:the|my) (?:office|desk|mail|e-?mail)|on (?:annual |parental |maternity |sick )?(?:leave|vacation|holiday)|(?:am|be|is) (?:currently )?(?:out|away|unavailable|absent)|limited access to (?:my )?e-?mail|(?:estare|estoy|me encuentro|estamos) (?:fuera|ausente|de vacaciones)|fuera de la oficina|de vacaciones|(?:estou|estarei) (?:ausente|fora|de ferias)|fora do escritorio|(?:je suis|je serai) (?:actuellement |absent|en conge|en vacances)|absente? (?:du|jusqu)|(?:sono|saro) (?:assente|fuori|in ferie)|fuori ufficio|nicht im (?:buro|haus)|(?:bin|befinde mich) .{0,40}(?:abwesend|urlaub|nicht erreichbar)|(?:ben ik|ik ben) .{0,40}(?:afwezig|vakantie|niet aanwezig)|(?:jestem|bede) .{0,40}(?:nieobecn|urlop|poza biurem)|не в офисе|в отпуске|отсутствую|буду отсутствовать|у відпустці|不在|外出|休假|休暇|出差|부재|휴가/;

/** A machine that says so itself, in the first lines. */
const SAYS_AUTOMATIC =
  /this is an? (?:automatic|automated|auto-?generated|auto) ?(?:reply|response|answer|acknowledge?ment|confirmation of receipt)|esta es una (?:respuesta|contestacion) automatica|(?:este|esse) e uma resposta automatica|esta e uma resposta automatica|ceci est une reponse automatique|questa e una risposta automatica|dies ist eine automatische (?:antwort|ruckantwort|empfangsbestatigung)|dit is een automatisch(?:e)? (?:antwoord|bericht van afwezigheid)|to jest (?:automatyczna odpowiedz|odpowiedz automatyczna)|это автоматический ответ|это автоответ|这是(?:一封)?自动回复|此邮件为系统自动回复|このメールは自動(?:返信|応答)/;

const PREFIX =
  /^(?:(?:re|aw|wg|antw|sv|vs|odp|ref|rif|rv|fwd?|tr|回复|答复|回覆|res|resp|ynt|vá|bls|atb)\s?(?:\[\d+\])?\s?[:：]\s*|\[[^\]]{1,40}\]\s*)+/i;

/** Letters that no decomposition takes apart. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = { ı: 'i', ł: 'l', ø: 'o', æ: 'ae', đ: 'd', ß: 'ss' };

/** Marks that make another letter, not an accented one: й is no и, が no か. */
const ACCENTS = /(?<![иИ])\u0306|(?![\u0306\u3099\u309a])\p{Mn}/gu;

/** Lower case, without accents and doubled white space. */
export function plainWords(text: string): string {
  return text
    .normalize('NFD')
    .replace(ACCENTS, '')
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
    .replace(/[ıłøæđß]/g, (letter) => PLAIN_LETTERS[letter]!);
}

const strongPlain = STRONG.map(plainWords);
const weakPlain = WEAK.map(plainWords);
const beforePlain = BEFORE_SUBJECT.map(plainWords);

/** The subject is what a mail program gives an automatic answer: the phrase alone or followed by ':' and a subject. */
export function hasStrongSubject(subject: string): boolean {
  const whole = plainWords(subject.slice(0, 300));
  // A mark in brackets that others take for the name of a list.
  if (whole.startsWith('[') && strongPlain.some((phrase) => whole.startsWith(`[${phrase}]`))) return true;
  const plain = plainWords(subject.slice(0, 300)).replace(PREFIX, '');
  if (beforePlain.some((phrase) => plain.startsWith(phrase) && /^\s?[:：]/.test(plain.slice(phrase.length))))
    return true;
  return strongPlain.some((phrase) => plain.startsWith(phrase) && isPhraseEnd(plain, phrase.length));
}

/** The subject is such a phrase and nothing else, which people write above a question about it, too. */
export function isBareStrongSubject(subject: string): boolean {
  return strongPlain.includes(plainWords(subject.slice(0, 300)));
}

/** After the phrase the original subject follows behind a mark; a sentence that goes on is a person's. */
function isPhraseEnd(plain: string, at: number): boolean {
  return /^\s*(?:$|[:：;|([\-–—!."“«„'’]|re\b)/.test(plain.slice(at));
}

/** The subject, given by the writer or their mail program and not by what they answer, speaks of absence. */
export function hasAbsenceSubject(subject: string): boolean {
  const plain = plainWords(subject.slice(0, 300));
  return (
    !PREFIX.test(plain) && [...weakPlain, ...strongPlain].some((phrase) => startsOrStands(plain, phrase))
  );
}

/** The subject names holidays, as people do who write about theirs, and not the absence that programs give notice of. */
export function namesHolidays(subject: string): boolean {
  return /vacation|holiday|\bleave|vacacion|ferias|conges?\b|ferie|urlaub|vakantie|semester|urlop|отпуск|відпустк|szabadsag|lomalla|izinde|休暇|休假|휴가/.test(
    plainWords(subject.slice(0, 300)),
  );
}

/** The text speaks of absence, or says that a machine wrote it. */
export function speaksOfAbsence(text: string): boolean {
  const words = plainWords(text.slice(0, 1500));
  return ABSENCE.test(words) || SAYS_AUTOMATIC.test(words);
}

function startsOrStands(plain: string, phrase: string): boolean {
  const at = plain.indexOf(phrase);
  if (at === -1) return false;
  return at === 0 || /[^\p{L}]$/u.test(plain.slice(0, at));
}

/** The text says of itself that it is an automatic answer. */
export function saysAutomatic(text: string): boolean {
  return SAYS_AUTOMATIC.test(plainWords(text.slice(0, 600)));
}
