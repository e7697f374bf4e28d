import { type InboundMail } from '../../src/index.js';
import { corpusMail, expectations, labels, wrappedText, type Expectation } from './corpus.js';
import { bare, squeeze, Tally } from './tally.js';

type Address = [string | null, string | null] | { display: string; address: string };

/** Compares the whole corpus with what its makers expect. */
export function checkCorpus(): Tally {
  const tally = new Tally();
  for (const each of expectations('expected_eml.jsonl')) {
    const mail = corpusMail(each.file);
    checkHeader(tally, each, mail);
    checkText(tally, each, mail);
    checkFiles(tally, each, mail);
    checkBounceDetails(tally, each, mail);
    checkQuoteHeader(tally, each, mail);
  }
  for (const [file, label] of labels()) checkClass(tally, file, label);
  for (const each of expectations('expected_text.jsonl')) checkReply(tally, each);
  return tally;
}

function checkHeader(tally: Tally, { file, expect }: Expectation, mail: InboundMail): void {
  if (typeof expect['subject'] === 'string') {
    tally.check('subject', file, squeeze(mail.subject) === squeeze(expect['subject']));
  }
  const from = senderOf(expect);
  if (from) {
    tally.check('sender', file, mail.from.address.toLowerCase() === from.address.toLowerCase());
    tally.check('sender name', file, squeeze(mail.from.name) === squeeze(from.name));
  }
  if (typeof expect['message_id'] === 'string') {
    tally.check('message id', file, mail.messageId === expect['message_id'].replace(/[<>]/g, ''));
  }
  const to =
    (expect['to'] as string[] | undefined) ??
    (expect['to_addrs'] as Address[] | undefined)?.map((each) => toPair(each).address);
  if (to) {
    const own = mail.to.map((mailbox) => mailbox.address.toLowerCase());
    tally.check('recipients', file, own.join() === to.map((address) => address.toLowerCase()).join());
  }
}

function toPair(address: Address): { name: string; address: string } {
  if (Array.isArray(address)) return { name: address[0] ?? '', address: address[1] ?? '' };
  return { name: address.display === address.address ? '' : address.display, address: address.address };
}

function senderOf(expect: Record<string, unknown>): { name: string; address: string } | null {
  if (typeof expect['from_email'] === 'string') {
    return { address: expect['from_email'], name: String(expect['from_name'] ?? '') };
  }
  const first = (expect['from_addrs'] as Address[] | undefined)?.[0];
  const pair = first && toPair(first);
  return pair && pair.address !== '' ? pair : null;
}

function checkText(tally: Tally, { file, expect }: Expectation, mail: InboundMail): void {
  if (typeof expect['text'] === 'string' && expect['text'] !== '') {
    tally.check('text', file, squeeze(mail.text) === squeeze(expect['text']));
  }
  const parts = expect['text_parts'] as string[] | undefined;
  if (parts)
    tally.check(
      'text',
      file,
      parts.every((part) => bare(mail.text).includes(bare(part))),
    );
  const rule = expect['text_rule'] as [string, number | string, string?] | undefined;
  if (rule?.[0] === 'COUNT') tally.check('text', file, mail.text.includes(rule[2]!));
}

function checkFiles(tally: Tally, { file, expect }: Expectation, mail: InboundMail): void {
  const attachments = expect['attachments'] as { filename: string }[] | undefined;
  const own = mail.attachments.map((attachment) => attachment.filename).filter((name) => name !== '');
  if (attachments) {
    const wanted = attachments.map((attachment) => attachment.filename).filter((name) => name !== '');
    tally.check('attachment names', file, own.toSorted().join('|') === wanted.toSorted().join('|'));
  }
  const raw = (expect['raw_assertions'] as Record<string, unknown> | undefined) ?? {};
  // Two accessors of the source: the name as given and the name it stores the file under.
  const names = [raw['$attachment->filename'], raw['$attachment->name']].filter(
    (name) => typeof name === 'string',
  );
  if (names.length > 0)
    tally.check(
      'attachment names',
      file,
      names.some((name) => own.includes(name)),
    );
  if (typeof expect['attachment_count'] === 'number') {
    tally.check('attachment count', file, mail.attachments.length === expect['attachment_count']);
  }
}

interface ExpectedBounce {
  dsn: string;
}

function checkBounceDetails(tally: Tally, { file, expect }: Expectation, mail: InboundMail): void {
  const bounces = expect['bounce'] as ExpectedBounce[] | undefined;
  if (!bounces || expect['class'] !== 'bounce' || !mail.bounce) return;
  // Codes like 5.0.910 are the source's own, for notices that give none.
  const status = bounces.some(({ dsn }) => dsn === mail.bounce!.status || /\.0\.9\d\d$/.test(dsn));
  tally.check('bounce status', file, status);
  tally.check('bounce recipient', file, mail.bounce.recipient.includes('@'));
}

/** Where a quote begins by its makers: everything above is the writer's, nothing of the header is. */
function checkQuoteHeader(tally: Tally, { file, expect }: Expectation, mail: InboundMail): void {
  if (!('quote_header' in expect)) return;
  const header = expect['quote_header'] as { start_line: number } | null;
  const reply = bare(mail.replyText);
  if (!header) {
    tally.check('quote header', file, reply === bare(mail.text));
    return;
  }
  const above = bare(mail.text.split('\n').slice(0, header.start_line).join('\n'));
  tally.check('quote header', file, above.startsWith(reply) && (reply !== '' || above === ''));
}

function classOf(mail: InboundMail): string {
  if (mail.bounce)
    return mail.bounce.action === 'delayed'
      ? 'bounce-transient'
      : mail.bounce.action === 'failed'
        ? 'bounce'
        : 'dsn-success';
  if (mail.report) return mail.report.kind === 'feedback' ? 'feedback' : 'mdn';
  if (mail.autoReply) return 'autoreply';
  return mail.automatic ? 'list' : 'person';
}

function checkClass(tally: Tally, file: string, label: string): void {
  const mail = corpusMail(file);
  const own = classOf(mail);
  tally.check('no fault of ours', file, !mail.defects.some((defect) => defect.code === 'internal'));
  if (label === 'not-auto') tally.check('person', file, own === 'person');
  else if (label === 'list') tally.check('list', file, own === 'list');
  else if (label === 'not-bounce') tally.check('no bounce', file, mail.bounce === null);
  else if (label === 'autoreply') tally.check('automatic reply', file, own === 'autoreply');
  // A notice of delay, which some sources count among the bounces, is recognised as such.
  else if (label.startsWith('bounce'))
    tally.check('bounce', file, own === 'bounce' || own === 'bounce-transient');
  else tally.check('report', file, own === label);
}

function checkReply(tally: Tally, { file, expect }: Expectation): void {
  const wanted = (expect['reply_text'] ?? expect['reply_text_ws_insensitive']) as string | undefined;
  const asserts = expect['asserts'] as { message?: string | null } | undefined;
  const mail = wrappedText(file, (expect['mail_subject'] as string | null) ?? 'Re: x');
  const reply = squeeze(mail.replyText);
  tally.check(
    'nothing lost',
    file,
    mail.split.segments.map((segment) => segment.text).join('') === mail.text,
  );
  if (wanted !== undefined) {
    tally.check('reply', file, reply === squeeze(wanted));
    const lines = wanted.split('\n').filter((line) => line.trim() !== '');
    tally.check(
      'reply without loss',
      file,
      lines.every((line) => bare(mail.replyText).includes(bare(line))),
    );
  } else if (asserts) {
    tally.check('forward', file, asserts.message ? reply.endsWith(squeeze(asserts.message)) : reply !== '');
  }
}
