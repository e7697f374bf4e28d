import { type LineMark, type LineWriter } from './line-writer.js';

/** A blockquote that only indents (Gmail's indent button, older editors) is no quote. */
export function isQuote(attributes: Record<string, string>): boolean {
  const style = attributes['style'] ?? '';
  return !/margin:\s*0(?:px)?\s+0(?:px)?\s+0(?:px)?\s+40px;\s*border:\s*none/i.test(style);
}

/** What the containers of mail programs say of the lines within. */
export function markOf(name: string, attributes: Record<string, string>, writer: LineWriter): LineMark {
  const id = attributes['id'] ?? '';
  const classes = attributes['class'] ?? '';
  if (id === '' && classes === '' && name !== 'blockquote')
    return name === 'div' ? outlookBorder(attributes, writer) : '';
  if (
    /^(?:divRplyFwdMsg|x_divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|reply-intro|replySplit|origbody)$/.test(
      id,
    )
  ) {
    writer.quoteRest();
    return 'quote';
  }
  if (/\bOutlookMessageHeader\b/.test(classes)) {
    writer.quoteRest();
    return 'quote';
  }
  // Gmail's own container is not among them: answers between its quotes stand within it too.
  if (
    /(?:^|\s)(?:yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra|tutanota_quote|mailru-blockquote|ya-quote|quote_container|WordSection1_quote|yandex_quote|moz-forward-container|gmail_attr|BlackBerryReplyHeader)(?:\s|$)/.test(
      classes,
    )
  )
    return 'quote';
  if (
    /(?:^|\s)(?:gmail_signature|moz-signature|protonmail_signature_block(?:-user)?|yahoo-signature)(?:\s|$)/.test(
      classes,
    )
  )
    return 'signature';
  if (
    /^(?:x_)?(?:Signature|ms-outlook-mobile-signature|AppleMailSignature|signature|mobile-signature|ymail_android_signature)$/.test(
      id,
    )
  )
    return 'signature';
  if (name === 'div' && /^yiv.*|ydp.*yahoo_quoted/.test(classes) && /yahoo_quoted/.test(classes))
    return 'quote';
  return name === 'div' ? outlookBorder(attributes, writer) : '';
}

/** Outlook draws a line above the header of the mail it quotes and marks nothing else. */
function outlookBorder(attributes: Record<string, string>, writer: LineWriter): LineMark {
  const style = attributes['style'] ?? '';
  if (style === '' || !style.includes('order')) return '';
  if (
    /border:\s*none;\s*border-top:\s*solid\s+#(?:e1e1e1|b5c4df)\s+1\.0pt;\s*padding:\s*3\.0pt/i.test(style)
  ) {
    writer.quoteRest();
    return 'quote';
  }
  return '';
}
