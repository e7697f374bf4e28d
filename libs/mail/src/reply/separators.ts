const WORDS =
  'original|message|messaggio|mensaje|mensagem|nachricht|bericht|wiadomo[śs][ćc]|сообщени|письмо|повідомлення|лист|邮件|郵件|信件|メッセージ|メール|転送|원본|메시지|meddelande|besked|melding|meddelelse|viesti|zpr[áa]v|spr[áa]v|[üu]zenet|lev[ée]l|mesaj|ileti|İleti|poruk|mail|correo|courrier|forward|reenviad|encaminhad|reencaminhad|transf[ée]r|r[ée]exp[ée]di|weitergeleitet|inoltrat|doorgestuurd|przekazan|пересыла|переслан|转发|轉寄|vidarebefordra|videresendt|v[äa]litet|p[řr]epos|prepos|tov[áa]bb[íi]t|redirec[țt]ion|y[öo]nlendir|proslije|προωθ|μήνυμα|הודעה|رسالة|pesan|thư';

const HAS_WORD = new RegExp(WORDS, 'iu');
const TITLE = /^[\p{L}\p{M}\s.:’'()]{3,60}$/u;
const FORWARD =
  /İletilen|forward|reenviad|encaminhad|reencaminhad|transf[ée]r|r[ée]exp[ée]di|weitergeleitet|inoltrat|doorgestuurd|przekazan|пересыла|пересланн|переадрес|转发|轉寄|転送|전달|vidarebefordra|videresend|v[äa]litet|p[řr]epos|prepos|tov[áa]bb[íi]t|redirec[țt]|y[öo]nlendir|[iİ]let(?:i|ilen)|proslije|προωθ|הועבר|معاد|prosleđ|proslij|chuyển tiếp|diteruskan|edasi|pārsūt|persiųst/i;
const BEGIN_FORWARD =
  /^(?:begin forwarded message|forwarded message|inicio del mensaje reenviado|in[ií]cio da mensagem (?:re)?encaminhada|début du message (?:réexpédié|transféré)|anfang der weitergeleiteten (?:nachricht|e-?mail)|inizio messaggio inoltrato|begin doorgestuurd bericht|początek przekazywanej wiadomości|начало переадресованного сообщения|початок листа, що пересилається|以下是转发的邮件|下面是被转发的邮件|開始轉寄郵件|以下は転送されたメッセージです|転送されたメッセージ|전달된 메시지|vidarebefordrat mejl|start på videresendt besked|videresendt melding|välitetty viesti alkaa|začátek přeposílané zprávy|začiatok preposlanej správy|továbbított levél kezdete|începe mesajul redirecționat|iletilen ileti|započni proslijeđenu poruku)\s*[:：]\s*$/iu;
const REPLY_ABOVE =
  /^.{0,45}(?:(?:reply|replies|response|answer|write|type)[^.\n]{0,40} above this line|por encima de esta l[ií]nea|encima de esta l[ií]nea|acima desta linha|au[- ]dessus de cette ligne|[üu]ber dieser (?:zeile|linie)|sopra questa (?:riga|linea)|boven deze (?:regel|lijn)|powy[żz]ej tej linii|выше этой (?:строки|линии)|在此行(?:以上|之上)|この行より上).{0,60}$/iu;

export type Separator = 'original' | 'forward' | 'marker';

/** A line that mail programs, or we ourselves, put between an answer and what came before; null for any other. */
export function separatorOf(line: string): Separator | null {
  if (line.length > 400) return null;
  const text = line.replace(/^[>\s|*]+/, '').trimEnd();
  if (text.length < 5) return null;
  if (text.length < 100 && BEGIN_FORWARD.test(text)) return 'forward';
  const title = dashedTitle(text);
  if (title !== null) return FORWARD.test(title) ? 'forward' : 'original';
  return text.length < 160 && REPLY_ABOVE.test(text) ? 'marker' : null;
}

/** The words between two runs of dashes, where they speak of a mail: `----- Mensaje original -----`. */
function dashedTitle(text: string): string | null {
  const open = /^[-_=~—–‐‑─―]{2,}/.exec(text)?.[0].length ?? 0;
  if (open === 0) return null;
  const rest = text.slice(open);
  const close = /[-_=~—–‐‑─―]{2,}/.exec(rest);
  if (!close) return null;
  const title = rest.slice(0, close.index).trim();
  return TITLE.test(title) && HAS_WORD.test(title) ? title : null;
}

/** A drawn line: underscores (Outlook), dashes, asterisks. */
export function isRule(line: string): boolean {
  return /^[>\s|*]*(?:_{5,}|-{5,}|={5,}|\*{5,}|—{3,}|–{3,}|─{5,}|‐{5,}|―{5,})\s*$/.test(line);
}
