export type HeaderRole = 'from' | 'date' | 'to' | 'cc' | 'subject';

/** Names of header fields as mail programs write them above a quoted mail, by role. */
const LABELS: Readonly<Record<HeaderRole, string>> = {
  from: 'from|de|desde|von|da|van|od|от|від|от кого|від кого|发件人|發件人|寄件者|寄件人|差出人|送信者|送信元|보낸 사람|보낸사람|från|fra|lähettäjä|feladó|expeditorul|expeditor|gönderen|kimden|šalje|από|remitente|remetente|expéditeur|mittente|absender|afzender|nadawca|отправитель|відправник|odosielateľ|odesílatel|מאת|من|dari|từ|saatja|nuo|no|pošiljatelj|pošiljalac|sender',
  date: 'date|sent|datum|fecha|enviado(?: el| em)?|enviada(?: em)?|data|data de envio|envoyé(?: le)?|gesendet(?: am)?|gesendet|verzonden(?: op)?|verstuurd|data wysłania|wysłano|wysłane|inviato(?: il)?|дата|отправлено|надіслано|дата отправки|日期|发送时间|發送時間|发送日期|寄件日期|时间|時間|傳送日期|日時|送信日時|送信日|보낸 날짜|날짜|skickat|sendt|sendt dato|dato|lähetetty|päivämäärä|päiväys|dátum|elküldve|küldve|dată|data trimiterii|trimis|tarih|gönderme tarihi|gönderildi|gönderilme|ημερομηνία|στάλθηκε|odoslané|dátum odoslania|odesláno|datum odeslání|poslano|nositelj|תאריך|נשלח|التاريخ|تاريخ الإرسال|tanggal|dikirim|ngày|đã gửi|kuupäev|saadetud|fet|datums|vreme|when',
  to: 'to|para|a|an|à|pour|per|naar|aan|do|кому|до|收件人|收件者|宛先|宛て先|送信先|받는 사람|받는사람|till|til|vastaanottaja|címzett|către|destinatarul|destinatar|alıcı|kime|prima|προς|destinatario|destinatário|destinataire|destinatari|empfänger|ontvanger|adresat|получатель|одержувач|pre|komu|za|אל|إلى|kepada|đến|kam|kellele|envoyé à|uzņēmējs|for',
  cc: 'cc|cco|bcc|copia|con copia|cópia|copie|copie à|kopie|kopia|kopi|kópia|kopija|dw|udw|do wiadomości|копия|копія|抄送|副本|抄本|同报|참조|másolat|kopio|bilgi|karbon kopya|κοιν|κοινοποίηση|másolatot kap|עותק|نسخة|ccn|reply-to|reply to|responder a|antwort an|répondre à|importance|importancia|priority|prioridad|attachments|adjuntos|anlagen|wichtigkeit|organization|mailed-by|signed-by|resent-from|importante?',
  subject:
    'subject|asunto|assunto|betreff|objet|sujet|oggetto|onderwerp|temat|тема|主题|主題|主旨|标题|標題|件名|제목|ämne|emne|aihe|tárgy|subiectul|subiect|konu|predmet|předmět|θέμα|naslov|assumpte|נושא|الموضوع|subjek|perihal|chủ đề|tiêu đề|teema|tema|temats|re',
};

const ROLE_OF = new Map<string, HeaderRole>();
for (const [role, names] of Object.entries(LABELS) as [HeaderRole, string][]) {
  for (const name of names.split('|').map((each) => each.replace(/\(\?: ([^)]*)\)\?/g, '')))
    if (!ROLE_OF.has(name)) ROLE_OF.set(name, role);
}
for (const [name, role] of [
  ['enviado el', 'date'],
  ['enviado em', 'date'],
  ['enviada em', 'date'],
  ['envoyé le', 'date'],
  ['gesendet am', 'date'],
  ['verzonden op', 'date'],
  ['inviato il', 'date'],
  ['data e hora', 'date'],
] as const)
  ROLE_OF.set(name, role);

const LABEL = /^[>\s|*_]*([\p{L}][\p{L} .'’/-]{0,24}?)[*_\s]{0,3}[:：]([*_]{0,2}\s.*|[*_]{0,2}|\S.*)$/u;

/** The role of a line that is such a name and nothing else; null for any other line. */
export function labelRole(line: string): HeaderRole | null {
  return line.length > 40 ? null : (ROLE_OF.get(line.trim().toLowerCase()) ?? null);
}

/** The role of a line `Label: value` of a header block, with its value; null for any other line. */
export function headerLine(line: string): { role: HeaderRole; value: string } | null {
  if (line.length > 2000) return null;
  const match = LABEL.exec(line);
  if (!match) return null;
  const role = ROLE_OF.get(match[1]!.toLowerCase().trim());
  return role ? { role, value: match[2]!.replace(/^[*_]+/, '').trim() } : null;
}
