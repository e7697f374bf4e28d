import { plainWords } from './auto-reply-subjects.js';

/** Longer texts are written by people, or by machines that say so. */
const MAX_LENGTH = 1500;
/** Words of a line below which it says nothing by itself: a name, a number. */
const FEW_WORDS = 4;

const anyOf = (rows: readonly string[]): RegExp => new RegExp(rows.join('|'), 'u');

/** The writer says that they are away. */
const AWAY = anyOf([
  String.raw`\b(?:i am|i['’]m|i will be|i['’]ll be|we are|currently|will be) .{0,50}(?:out of (?:the |my )?(?:office|town|country)|\baway\b|on .{0,25}(?:leave|vacation|holidays?|pto)|not in (?:the |my )?office|absent|unavailable|travel(?:l?ing)?|\booo\b)|^out of (?:the |my )?office|\bi(?: am|['’]m) ooo\b`,
  String.raw`(?:office|store|shop)s? (?:is|are|will be|remains?) closed`,
  String.raw`(?:estoy|estare|me encuentro|me encontrare|estamos|estaremos) .{0,40}(?:fuera|ausente|vacaciones|de baja|de permiso|de viaje)|no (?:estoy|estare|me encuentro|me encontrare) .{0,25}(?:oficina|disponible)|(?:oficinas?|escritorios?) .{0,30}(?:cerrad|encerrad|fechad)`,
  String.raw`(?:estou|estarei|encontro-me|encontrar-me-ei) .{0,40}(?:ausente|fora|ferias|de licenca)`,
  String.raw`(?:je suis|je serai|nous sommes) .{0,40}(?:absent|en conge|en vacances|en deplacement|hors du bureau|indisponible)|^absente? (?:du|de|jusqu)|bureaux .{0,30}ferm`,
  String.raw`(?:sono|saro) .{0,40}(?:assente|fuori|in ferie|in congedo|in trasferta)|uffici .{0,20}chius`,
  String.raw`(?:bin|befinde (?:ich )?mich|werde) .{0,60}(?:nicht im (?:buro|haus)|abwesend|urlaub|nicht (?:zu )?erreich|nicht verfugbar|ausser haus|nicht am arbeitsplatz|elternzeit|dienstreise)|\bbin (?:ich )?erst .{0,40}wieder|(?:buro|geschaft) .{0,50}geschlossen`,
  String.raw`(?:ben ik|ik ben) .{0,40}(?:afwezig|vakantie|niet aanwezig|niet op kantoor|verlof)|kantoor .{0,40}gesloten`,
  String.raw`(?:jag ar|jeg er|ar jag|er jeg) .{0,40}(?:semester|ferie|franvarande|ikke til ?stede|ikke pa kontor|foraldraledig|permisjon)`,
  String.raw`(?:jestem|bede|przebywam) .{0,40}(?:nieobecn|urlop|poza biurem)|nie (?:bedzie|ma) mnie .{0,20}(?:biurze|pracy)|biuro .{0,30}(?:nieczynne|zamkniete)`,
  String.raw`в отпуске|в командировке|отсутствую|нет на рабочем месте|у відпустці|отпуск(?:е|у)(?![а-я])|офис .{0,30}(?:закрыт|не работает)`,
  String.raw`不在にして|外出して|休暇(?:を|中)|休みを|出差|休假|休年假|放假|度假|请假|不在办公室|부재중|휴가`,
]);

/** The writer does not work there any more. */
const LEFT =
  /no longer (?:with|work|employed|at|part of|monitored|in use|active)|(?:have|has) left (?:the |our )?(?:company|organi[sz]ation|firm)|ya no (?:trabaj|formo|forma|pertenez)|nicht mehr (?:im unternehmen|(?:bei|fur|in) .{0,60}(?:tatig|beschaftigt))|ne (?:fais|fait) plus partie|ne travaille plus|non (?:lavor[oa]|faccio) piu|niet (?:meer|langer) werkzaam|ja nao (?:trabalh|faco)|nie pracuj[ea] juz|больше не работа|已(?:离职|離職)|退職/;

/** What such notices say besides: until when, whom to turn to, what becomes of the mail. */
const BESIDES: readonly RegExp[] = [
  /\breturn|be back|back (?:on|in|at)|\buntil\b|\btill\b|through|hasta|regres|vuelv[oa]|volvere|\bvuelta|a partir del|\bbis\b|wieder|zuruck|\bab dem\b|de retour|jusqu|a partir d|fino a|rientr|tornero|\btot\b|weer|terug|\bate\b|\bvolto\b|retorn|do dnia|wracam|tillbaka|tilbake|\btill\b|\btil\b|(?:^|\s)до\s|вернусь|まで|より|直到|复工|返回|回到/,
  /urgen|emergenc|immediate|contact|kontakt|contatt|please (?:call|email|e-mail|reach|write|refer|address)|reach (?:out|me)|dirig|dirij|escrib(?:a|e|ir)\b|adress(?:er|ez)|rivolg|scriv(?:a|ete|ere)\b|zwrac|wenden sie sich|dringend|en cas|neem|pilne|срочн|обращ|пишите|звоните|至急|緊急|紧急|联系|致电|聯絡|連絡|연락/,
  /access to .{0,20}(?:mail|messages)|check(?:ing)? .{0,20}mail|acceso|acces a|accesso|gelesen|gelezen|weitergeleitet|nicht bearbeitet|ne (?:sera|seront) pas (?:lu|trait|transfer)|forwarded|reenvi|transmis|inoltrat|doorgestuurd|repl(?:y|ied)|respon[ds]|beantwort|repond|rispond|beantwoord|svara|svare|odpowi|melden uns|get back to you|отвечу|返信|回复|回覆/,
];

const POLITE =
  /thank|\bhello\b|^hi\b|dear |graci|\bhola\b|buenos|buenas|estimad|dank|hallo|guten tag|sehr geehrt|^liebe|merci|bonjour|madame|monsieur|grazi|buongiorno|salve|gentile|bedankt|geachte|^beste|obrigad|\bola\b|bom dia|prezad|dzieku|dzien dobry|szanown|\btack\b|\btakk\b|\bhei?\b|спасибо|здравств|добрый|お世話|ありがとう|您好|你好|谢谢|안녕|감사|sorry|apolog|disculp|inconvenien/;
const CLOSING =
  /^(?:(?:best|kind|warm|many)?\s?(?:regards|wishes)|sincerely|cheers|(?:un )?(?:cordial )?saludos?|atentamente|mit .{0,20}gru(?:ss|ß)en?|(?:viele|beste|liebe|freundliche) gru(?:ss|ß)e|cordialement|bien a vous|cordiali saluti|saluti|met vriendelijke groet|groet|atenciosamente|cumprimentos|pozdraw|z powazaniem|med vanlig halsning|mvh|с уважением|以上|此致)/;

/** A point behind a digit belongs to a date in many languages. */
const SENTENCE_END = /(?<!\d)\.+(?:\s|$)|\.$|[!;！；]+(?:\s|$)|[。！；]/;
const CLAUSE_END = /[,，、:]\s?|\s(?:and|but|y|e|et|und|aber|en|maar|i|и|но)\s/;
const WIDE = /[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]/;
/** Asks its reader for something: notices do so only to name somebody else. */
const REQUEST =
  /please(?! (?:note|be advised|be aware|be informed))|\bneed\b|(?:can|could|would) you|por favor|ruego|necesit|quier|quisiera|solicit|preciso|gostaria|merci de|veuillez|besoin|voudrais|\bbitte\b|brauch|benotig|mochte|konn(?:t|en)|per favore|vorrei|bisogno|graag|\bwil\b|nodig|alsjeblieft|prosze|potrzeb|chcial|прошу|пожалуйста|нужн|хочу|[а-я]{3,}ите(?![а-я])|下さい|ください|お願い|请|請|需要|帮我|부탁|주세요|해 ?주/;

/** A machine says that it wrote this, in words that systems use for other mail, too. */
const SYSTEM_MAIL =
  /automatic(?:ally)?[ -]generated (?:message|e-?mail|response|reply)|generad[oa] (?:de forma )?automatica(?:mente)?|gerad[oa] automaticamente|genere automatiquement|generat[oa] automaticamente|automatisch (?:generiert|erstellt|erzeugt|gegenereerd|verstuurd)|wygenerowan\S{1,2} automatycznie|(?:отправлено|сформировано|создано) автоматически|自動(?:送信|配信)|(?:\bthis (?:is|e-?mail|mail|message)|\b(?:este|esta) (?:es|e|correo|mensaje|mensagem)|\bceci est|\bce (?:message|mail|courriel)|\bquest[oa] (?:e|messaggio|mail)|\bdies(?:e|es)? (?:ist|nachricht|e-?mail|mail)|\bdit is|\bdeze (?:e-?mail|mail)|\bto jest|ta wiadomosc|(?<![а-я])это) .{0,30}(?:automat|автомат)|(?:このメール|本メール).{0,20}自動|(?:此邮件|本邮件|這封郵件|此郵件).{0,20}自[动動]/;
const ACKNOWLEDGED =
  /received|recibi|eingegangen|erhalten|recu\b|bien recu|ricevut|ontvangen|recebe|recebid|otrzyma|получен|принят|受け付け|受付|受信|お問い合わせ|收到/;

/**
 * Whether a text is a notice of absence and nothing else: it says that its writer is away, or has left, and each
 * further sentence is one that such notices have. A person who mentions their holiday has something else to say.
 * @param own what the writer wrote, quotes left out
 */
export function isAbsenceNotice(own: string): boolean {
  if (own.length > MAX_LENGTH || /[?？]/.test(own)) return false;
  const sentences = sentencesOf(own);
  if (!sentences.some((sentence) => AWAY.test(sentence) || LEFT.test(sentence))) return false;
  const said = BESIDES.filter((besides) => sentences.some((sentence) => besides.test(sentence))).length;
  const others = sentences.filter((sentence) => !isOfNotice(sentence)).length;
  return said > 0 && others <= (said > 1 && sentences.length > 3 ? 1 : 0);
}

/** Whether a text acknowledges that a mail has come, and says that a machine does. */
export function acknowledgesAsMachine(own: string): boolean {
  const words = plainWords(own.slice(0, MAX_LENGTH));
  return SYSTEM_MAIL.test(words) && ACKNOWLEDGED.test(words);
}

/** Whether a text wants something of its reader other than to turn to somebody else, or to wait. */
export function asksForSomething(own: string): boolean {
  return sentencesOf(own.slice(0, MAX_LENGTH)).some(isRequest);
}

function isRequest(sentence: string): boolean {
  return REQUEST.test(sentence) && !BESIDES[1]!.test(sentence) && !BESIDES[2]!.test(sentence);
}

/**
 * Whether a text that answers nothing is a notice of absence: every clause is one that such notices have, and one of
 * them tells the reader, whoever that is, what to do or what becomes of their mail, or until when.
 * @param advises whether an "until when" is not enough
 * @param subject may be the sentence that says who is away ("I am out of office")
 */
export function isNothingButAbsence(own: string, advises: boolean, subject: string): boolean {
  if (own.length > MAX_LENGTH) return false;
  const clauses = sentencesOf(own).flatMap((sentence) =>
    sentence.split(CLAUSE_END).map((clause) => clause.trim()),
  );
  const texts = clauses.filter((clause) => clause !== '');
  if (!texts.some((clause) => AWAY.test(clause) || LEFT.test(clause)) && !AWAY.test(plainWords(subject)))
    return false;
  return (
    texts.some((clause) => BESIDES.slice(advises ? 1 : 0).some((besides) => besides.test(clause))) &&
    texts.every(isClauseOfNotice)
  );
}

function isClauseOfNotice(clause: string): boolean {
  if (BESIDES[1]!.test(clause) || BESIDES[2]!.test(clause)) return true;
  if (REQUEST.test(clause)) return false;
  return AWAY.test(clause) || LEFT.test(clause) || POLITE.test(clause) || isDateOrName(clause);
}

function isDateOrName(clause: string): boolean {
  const count = clause.split(' ').length;
  if (count < 3 && (!WIDE.test(clause) || clause.length < 6)) return true;
  return BESIDES[0]!.test(clause) && count < 10;
}

/** Up to the closing formula: below it stands who one is. */
function sentencesOf(own: string): string[] {
  const sentences: string[] = [];
  for (const line of own.split('\n')) {
    const words = plainWords(line);
    if (CLOSING.test(words)) break;
    sentences.push(...words.split(SENTENCE_END).map((sentence) => sentence.trim()));
  }
  return sentences.filter((sentence) => sentence !== '');
}

function isOfNotice(sentence: string): boolean {
  const isShort = sentence.split(' ').length < FEW_WORDS && !WIDE.test(sentence);
  if (isRequest(sentence)) return false;
  return (
    isShort ||
    AWAY.test(sentence) ||
    LEFT.test(sentence) ||
    POLITE.test(sentence) ||
    BESIDES.some((besides) => besides.test(sentence))
  );
}
