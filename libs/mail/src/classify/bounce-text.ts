/** Subjects of failure and delay notices, in lower case and without accents. */
export const FAILURE_SUBJECT =
  /undeliver|undelivered|unzustellbar|non remis|non recapitabil|nao e possivel entregar|nicht zugestellt|zustellung fehlgeschlagen|delivery (?:status )?notification|delivery[ _-]?(?:status|failure|failed|problem|error|report|attempt)|delivery has failed|(?:returned|returning|rejected|bounced?) (?:mail|message|e-?mail)|(?:mail|message|e-?mail) (?:delivery )?(?:was |is |has been )?(?:failed|failure|error|rejected|returned|bounced?|undeliverable|delayed|not delivered|status notification|system error|could not be delivered)|failure (?:notice|delivery)|failed mail|nondeliverable|non-?delivery|could not (?:send|deliver|be delivered)|not delivered|no se (?:ha )?(?:pudo|podido) entregar|no entregado|mensaje (?:devuelto|no entregado|rechazado)|correo devuelto|error de entrega|devolucion de correo|fallo en la entrega|nao (?:foi )?(?:possivel entregar|entregue)|falha na entrega|mensagem devolvida|echec (?:de |d['’])?(?:la )?(?:remise|livraison|distribution|envoi)|courrier non remis|mancato recapito|recapito non riuscito|niet (?:bezorgd|besteld)|onbestelbaar|nie ?dostarczon|niedorecz|не доставлен|недоставлен|не может быть доставлен|возвращен|退信|退件|无法投递|無法傳遞|未送达|未傳遞|投递失败|配信不能|配信エラー|送信エラー|配達不能|配信できません|戻りメール|メールエラー|エラー通知|wurde nicht zugestellt|mail ?failure|error sending your mail|warning: (?:could not|message)|warning--could not|delayed mail|delayed delivery|(?:mail|message) delayed|olevererbart|kunde inte levereras|ikke leveret|kunne ikke leveres/;

/** Subjects that nobody but a mail system begins with. */
export const NOTICE_SUBJECT =
  /^(?:undeliver(?:able|ed)|delivery status notification|delivery has failed|mail delivery (?:failed|failure)|returned mail|failure notice|non remis|no se puede entregar|unzustellbar|nao (?:foi|e) possivel entregar|non recapitabile|impossibile recapitare|onbestelbaar|nie mozna dostarczyc|не удается доставить|недоставленное)(?![\p{L}])|^(?:未送达|未傳遞|配信不能|系统退信)/u;

/** What such notices say in their text. */
export const FAILURE_TEXT =
  /(?:could|can|did|was|were|has|have|is|be)(?:n[o']t| ?not)(?: yet)?(?: be| been)? (?:deliver|reach|sent|accept|process)|unable to (?:deliver|reach|send|relay)|(?:delivery|sending) (?:to|of) .{0,120}(?:failed|delayed|rejected)|failed permanently|permanent (?:fatal )?(?:delivery )?(?:error|failure)|permanently failed|(?:had|were|with|following) (?:permanent |transient |delivery |fatal )*(?:errors|problems|failures)|delivery (?:problem|failure|error|has failed|failed|temporarily suspended)|(?:undeliverable|undelivered|non-?delivery|rejected|returned|bounced) (?:to|mail|message|e-?mail)|(?:message|mail|e-?mail) (?:you sent )?(?:was|has been|is) (?:rejected|returned|undeliverable|delayed|blocked|refused|discarded|bounced)|user unknown|unknown user|no such user|mailbox (?:is )?(?:full|unavailable|not found|does not exist)|over quota|recipient(?:'s)? address rejected|recipients? (?:was|were) rejected|did not reach|has been delayed|will be retried|trouble delivering|returned message|this is a permanent error|incorrectly constructed|undeliverable|no se (?:ha )?(?:pudo|podido) (?:ser )?entreg|no (?:ha sido|fue) (?:posible )?entrega|nao (?:foi|pode) .{0,20}entregue|n['’]a pas pu etre (?:remis|distribue|delivre|livre|envoye)|non (?:e stato possibile|puo essere|e stato) (?:consegna|recapita)|konnte(?:n)? nicht (?:zugestellt|ausgeliefert|ubermittelt)|kon niet worden (?:bezorgd|afgeleverd)|nie moz(?:e|na|liwe).{0,40}dostarcz|не (?:может быть|было|удалось) ?доставлен|не доставлен|не удалось доставить|无法(?:投递|送达|发送)|退信|被退回|無法(?:傳遞|投遞|送達)|配信(?:できません|不能|エラー)|送信(?:できません|に失敗|エラー)|届けることができません|送信先|送信に失敗|did not like our|failure reasons|non-delivered information|may not exist, or you may not have permission|delivery failure/;

/** The notice announces another try: no failure yet (RFC 3464 §2.3.3 "delayed"). */
export const DELAY_TEXT =
  /not yet been delivered|has been delayed|(?:is|was) (?:being )?delayed|will be retried|still being retried|will (?:keep|continue) (?:trying|to try)|delivery attempts will continue|this is a warning (?:message )?only|do not need to resend|will try (?:again|to deliver)|se (?:volvera a intentar|seguira intentando)|wird (?:weiter|erneut) versucht|nouvelle tentative|delivery incomplete|temporary problem (?:delivering|while)|will retry|will try for|entrega incompleta|distribution incomplete|consegna incompleta|zustellung unvollstandig|bezorging onvolledig|problema temporal|vorubergehendes problem|probleme temporaire|problema temporaneo/;

export const DELAY_SUBJECT =
  /delay(?!ed bounce)|still being retried|could not send (?:mail|message) for|warning: (?:message|could not)|retras|verzoger|(?:retarde|retard)\b|zugestellt: verzog|late delivery|atrasad|ritardat|vertraagd|opoznion|задерж|отложен|延迟|延遲|遅延|遅れて/;

/** Where the notice ends and the returned mail begins. */
const ORIGINAL =
  /^[ \t>]*(?:[-=_*#]{2,}[ \t]*[^\n]{0,60}(?:original|returned?|unsent|copy|header|bounced|mail info|undelivered|message follows|forwarded|follows)[^\n]{0,80}|(?:message headers follow|original message follows|original message headers|below this line is a copy of the message|below is a copy|the original message (?:headers )?follows?|message header|bounced e-?mail|returned mail follows|--- below this line)[^\n]{0,80}|[-=_]{2,}[ \t]*(?:message|mail)[ \t]*[-=_]{2,})[ \t]*$/im;
/** Three fields in a row: two are how some notices name the mail they speak of. */
const HEADER_RUN =
  /^(?:(?:return-path|received|from|date|message-id|to|subject|mime-version|dkim-signature|x-[\w-]+): [^\n]*\n(?:[ \t][^\n]*\n)*){2}(?:return-path|received|from|date|message-id|to|subject|mime-version|content-type|reply-to|dkim-signature|x-[\w-]+): /im;

/** The notice without the mail it returns. */
export function noticeOf(text: string): { notice: string; original: string } {
  const marker = ORIGINAL.exec(text);
  const run = HEADER_RUN.exec(text);
  const cuts = [marker?.index, run?.index].filter((at): at is number => at !== undefined && at > 0);
  if (cuts.length === 0) return { notice: text, original: '' };
  const cut = Math.min(...cuts);
  return { notice: text.slice(0, cut), original: text.slice(cut) };
}
