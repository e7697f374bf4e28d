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
