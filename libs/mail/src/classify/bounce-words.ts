/**
 * What delivery notices say, in lower case and without accents (`plainWords`), a row or more for each language. None
 * of it makes a mail a notice by itself: `plain-bounce.ts` asks who wrote it, and what else it carries.
 */
const anyOf = (rows: readonly string[]): RegExp => new RegExp(rows.join('|'), 'u');

/** Subjects of failure notices. */
export const FAILURE_SUBJECT = anyOf([
  // English
  String.raw`undeliver|nondeliverable|non-?delivery|not delivered|could not (?:send|deliver|be delivered)`,
  String.raw`delivery (?:status )?notification|delivery[ _-]?(?:status|failure|failed|problem|error|report|attempt)|delivery has failed`,
  String.raw`(?:returned|returning|rejected|bounced?) (?:mail|message|e-?mail)|^\[bounce\]`,
  String.raw`(?:mail|message|e-?mail) (?:delivery )?(?:was |is |has been )?(?:failed|failure|error|rejected|returned|blocked|bounced?|undeliverable|delayed|not delivered|status notification|system error|could not be delivered)`,
  String.raw`failure (?:notice|delivery)|failed mail|mail ?failure|error sending your mail`,
  String.raw`warning: (?:could not|message)|warning--could not|delayed mail|delayed delivery|(?:mail|message) delayed`,
  String.raw`message you sent blocked|considered unsolicited bulk|(?:virus|banned contents?|spam) .{0,60}(?:from you|you sent)|not member article from`,
  // Spanish, Catalan, Portuguese
  String.raw`no se (?:ha )?(?:pudo|podido|puede) entregar|no entregado|mensaje (?:devuelto|no entregado|rechazado)|correo (?:devuelto|rechazado)|error (?:de|en la) entrega|devolucion de correo|fallo (?:en|de) la entrega|estado de (?:la )?entrega|(?:no s['’]ha pogut|no es pot) lliurar`,
  String.raw`nao (?:e|foi) possivel entregar|nao (?:foi )?entregue|falha (?:na|de) entrega|mensagem devolvida|estado d[ae] entrega|status d[ae] entrega`,
  // French, Italian, Romanian
  String.raw`non remis|echec (?:de |d['’])?(?:la )?(?:remise|livraison|distribution|envoi)|courrier non (?:remis|distribue)|etat de (?:la )?(?:remise|distribution)|non[- ]distribution|message non distribue`,
  String.raw`non recapitabil|impossibile recapitare|mancato recapito|mancata consegna|recapito non riuscito|stato del(?:la)? (?:recapito|consegna)|nelivrabil`,
  // German, Dutch, Scandinavian, Finnish
  String.raw`unzustellbar|nicht zugestellt|zustellung fehlgeschlagen|fehlgeschlagene zustellung|fehler bei der zustellung|zustell(?:ungs)?status|zustellfehler`,
  String.raw`niet (?:bezorgd|besteld)|onbestelbaar|bezorging mislukt|bezorgingsstatus`,
  String.raw`olevererbart|(?:kunde|kan) inte levereras|ikke leveret|(?:kunne|kan) ikke leveres|ei voi(?:tu)? toimittaa|toimitus epaonnistui`,
  // Slavic, Hungarian, Turkish, Greek
  String.raw`nie ?dostarczon|niedorecz|niedostarczaln|nie mozna dostarczyc|zwrot nie ?dostarczonej|nedorucitel|nelze dorucit|nedorucen`,
  String.raw`не доставлен|недоставлен|не может быть доставлен|не удалось доставить|не удается доставить|сбой доставки|ошибка доставки|о (?:состоянии|статусе) доставки|возвращен|не доставлено|неможливо доставити|не вдалося доставити`,
  String.raw`kezbesithetetlen|kezbesitesi (?:hiba|allapot)|teslim edilemedi|iletilemedi|αδυνατη η παραδοση|δεν παραδοθηκε`,
  // Chinese, Japanese, Korean
  String.raw`退信|退件|无法投递|無法(?:傳遞|投遞|傳送|寄達)|未送达|未送達|未傳遞|投递失败|传递失败|傳遞失敗|发送失败|邮件(?:传递|投递)状态|送达状态`,
  String.raw`配信不能|配信エラー|送信エラー|配達不能|配信できません|(?:配信|配達|送信)に失敗|戻りメール|メールエラー|エラー通知|配信状態`,
  String.raw`배달(?:되지|할 수 없|하지 못|\s?실패)|전송(?:되지|\s?실패)|반송`,
]);

/** Subjects that nobody but a mail system begins with. */
export const NOTICE_SUBJECT = new RegExp(
  `^(?:${[
    String.raw`\[bounce\]`,
    'undeliver(?:able|ed)|delivery status notification|delivery has failed|delivery failure|mail delivery (?:failed|failure)|mail system error|returned mail|failure notice|message status - undeliverable',
    'non remis|no se puede entregar|no es pot lliurar|unzustellbar|nao (?:foi|e) possivel entregar|nao entregue|non recapitabile|impossibile recapitare|onbestelbaar',
    'notificacion de estado de (?:la )?entrega|notificacao (?:d[eo] |sobre o )?(?:estado|status) d[ae] entrega|notification d.etat de (?:la )?remise|notifica (?:sullo|dello) stato del(?:la)? (?:recapito|consegna)|benachrichtigung (?:uber den|zum) zustell',
    'nie mozna dostarczyc|niedostarczalne|nedorucitelne|kezbesithetetlen|teslim edilemedi|kan inte levereras|kan ikke leveres|ei voi toimittaa',
    'не удается доставить|не удалось доставить|недоставленное',
  ].join(
    '|',
  )})(?![\\p{L}])|^(?:未送达|未送達|未傳遞|无法投递|無法傳遞|配信不能|配信できませんでした|系统退信|배달되지 않음|배달할 수 없음)`,
  'u',
);

/** What the text of a failure notice says. */
export const FAILURE_TEXT = anyOf([
  // English
  String.raw`(?:could|can|did|was|were|has|have|is|be)(?:n[o']t| ?not)(?: yet)?(?: be| been)? (?:deliver|reach|sent|accept|process)|unable to (?:deliver|reach|send|relay)|wasn['’]?t able to deliver`,
  String.raw`(?:delivery|sending) (?:to|of) .{0,120}(?:failed|delayed|rejected|was stopped)|delivery of the e-?mail was stopped|failed permanently|permanent (?:fatal )?(?:delivery )?(?:error|failure)|permanently failed`,
  String.raw`(?:had|were|with|following) (?:permanent |transient |delivery |fatal )*(?:errors|problems|failures)|delivery (?:problem|failure|error|has failed|failed|temporarily suspended)`,
  String.raw`(?:undeliverable|undelivered|non-?delivery|rejected|returned|bounced) (?:to|mail|message|e-?mail)|(?:message|mail|e-?mail) (?:(?:you )?(?:sent|addressed)(?: to .{3,80})? )?(?:was|has been|is) (?:rejected|returned|undeliverable|delayed|blocked|refused|discarded|bounced)|was blocked by our`,
  String.raw`user unknown|unknown (?:user|recipient)|no such user|no valid recipients|mailbox (?:is )?(?:full|unavailable|not found|does not exist)|account is (?:disabled|limited|suspended)|over quota|recipient(?:'s)? address rejected|recipients? (?:was|were) rejected`,
  String.raw`did not reach|has been delayed|will be retried|trouble delivering|returned message|this is a permanent error|incorrectly constructed|undeliverable|did not like our|failure reasons|non-delivered information`,
  String.raw`may not exist, or you may not have permission|you(?:r post(?:ed mail)?)? .{0,40}(?:is|are) (?:rejected|not (?:a )?member)`,
  // Spanish, Catalan, Portuguese
  String.raw`no se (?:ha )?(?:pudo|podido) (?:ser )?entreg|no se ha entregado|no (?:ha sido|fue) (?:posible )?entrega|error en la entrega|fallo la entrega|no s['’]ha pogut lliurar`,
  String.raw`nao (?:foi|pode) .{0,20}entreg|falha na entrega|a entrega falhou|entrega .{0,60}falhou`,
  // French, Italian, Romanian
  String.raw`n['’]a pas pu etre (?:remis|distribue|delivre|livre|envoye)|n['’]a pas ete (?:remis|distribue)|echec de (?:la )?(?:remise|distribution|livraison)|remise .{0,60}echoue`,
  String.raw`non (?:e stato possibile|puo essere|e stato) (?:consegna|recapita)|impossibile (?:recapitare|consegnare)|recapito non riuscito|nu a putut fi livrat`,
  // German, Dutch, Scandinavian, Finnish
  String.raw`konnte(?:n)? (?:\S+ ){0,6}nicht (?:zugestellt|ausgeliefert|ubermittelt)|nicht zugestellt an|fehler bei der (?:nachrichten)?zustellung|(?:ubermittlung|zustellung) .{0,60}fehlgeschlagen`,
  String.raw`kon niet worden (?:bezorgd|afgeleverd)|bezorging .{0,80}mislukt`,
  String.raw`gick inte att leverera|kunde inte levereras|levering .{0,80}mislyk|kunne ikke leveres|toimitus .{0,80}epaonnistui|ei voitu toimittaa`,
  // Slavic, Hungarian, Turkish, Greek
  String.raw`nie (?:moz(?:e|na|liwe)|zostala).{0,40}dostarcz|dostarczanie nie powiodlo|doruceni .{0,80}nezdarilo|nelze dorucit|nepodarilo dorucit`,
  String.raw`не (?:может быть|было|удалось) ?доставлен|не доставлен|не удалось (?:выполнить )?достав|сбой доставки|не может быть (?:отправлен|доставлен)|не вдалося доставити`,
  String.raw`kezbesites .{0,20}sikertelen|nem (?:sikerult )?kezbesit|teslim (?:islemi )?basarisiz|teslim edilemedi|teslim edilmedi|δεν (?:ηταν δυνατη η παραδοση|παραδοθηκε)`,
  // Chinese, Japanese, Korean
  String.raw`(?:无法|未能)(?:投递|送达|发送|传递)|未能[^。\n]{0,40}(?:发送|传递|送达|投递)|退信|被退[回件]|(?:无法|無法|未能)(?:傳遞|投遞|送達|傳送)|(?:傳送|傳遞|传递|发送)至?[^。\n]{0,40}(?:失敗|失败)`,
  String.raw`配信(?:できません|不能|エラー|されませんでした)|(?:配信|配達|送信)に失敗|送信(?:できません|エラー)|届けることができません|送信先`,
  String.raw`배달(?:하지 못|되지 않|할 수 없)|전송(?:하지 못|되지 않|에 실패)`,
]);

/** The notice announces another try: no failure yet (RFC 3464 §2.3.3 "delayed"). */
export const DELAY_TEXT = anyOf([
  String.raw`not yet been delivered|hasn['’]t been delivered yet|has been delayed|(?:is|was) (?:being )?delayed|will be retried|still being retried|will (?:keep|continue) (?:trying|to try)|delivery (?:attempts )?will continue|this is a warning (?:message )?only|do not need to resend|will try (?:again|to deliver)|delivery incomplete|temporary problem (?:delivering|while)|will retry|will try for`,
  String.raw`se (?:volvera a intentar|seguira intentando)|no se ha entregado todavia|todavia no se ha entregado|entrega incompleta|problema temporal|ainda nao foi entregue`,
  String.raw`wird (?:weiter|erneut) versucht|(?:noch|bisher) nicht (?:zugestellt|ubermittelt)|zustellung unvollstandig|vorubergehendes problem|bezorging onvolledig|nog niet (?:bezorgd|afgeleverd)`,
  String.raw`nouvelle tentative|n['’]a pas encore ete (?:remis|distribue)|distribution incomplete|probleme temporaire|consegna incompleta|problema temporaneo|non e ancora stato (?:consegnato|recapitato)`,
  String.raw`jeszcze nie zostal.{0,4} dostarczon|еще не (?:был\S? )?доставлен|尚未(?:送达|传递|送達|傳遞)|まだ配信されて`,
]);

/** Subjects of delay notices. */
export const DELAY_SUBJECT =
  /delay(?!ed bounce)|still being retried|could not send (?:mail|message) for|warning: (?:message|could not)|retras|verzoger|retard(?:ee?)?\b|zugestellt: verzog|late delivery|atrasad|ritardat|vertraagd|opoznion|задерж|отложен|延迟|延遲|遅延|遅れて/;
