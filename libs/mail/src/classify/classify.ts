import { bodyBytes, type Entity, type WalkContext } from '../mime/entity.js';
import { type InboundMail } from '../types.js';
import { readAutoReply } from './auto-reply.js';
import { isAutomatic } from './automatic.js';
import { readBounce } from './bounce.js';
import { readReport } from './reports.js';

/** What the classifiers look at: the mail so far, and the tree it came from. */
export interface ClassifyInput extends Pick<
  InboundMail,
  | 'from'
  | 'subject'
  | 'text'
  | 'html'
  | 'attachments'
  | 'returnPath'
  | 'messageId'
  | 'replyTo'
  | 'inReplyTo'
  | 'references'
> {
  /** The text without quotes and signature. */
  own: string;
  root: Entity;
  context: WalkContext;
  specials: Entity[];
}

export type Classes = Pick<InboundMail, 'autoReply' | 'automatic' | 'bounce' | 'report'>;

/** Tells bounces, reports, automatic answers and other machine mail from the mails of people. */
export function classify(input: ClassifyInput): Classes {
  const report = readReport(input);
  const bounce = report && report.kind !== 'delivery' ? null : readBounce(input);
  if (bounce) {
    const delivery =
      bounce.action === 'failed' || bounce.action === 'delayed'
        ? report
        : {
            kind: 'delivery' as const,
            type: bounce.action,
            recipient: bounce.recipient,
            originalMessageId: bounce.originalMessageId,
          };
    return { bounce, report: delivery, autoReply: false, automatic: true };
  }
  const autoReply = report?.kind === 'disposition' || (report === null && readAutoReply(input));
  return { bounce: null, report, autoReply, automatic: autoReply || report !== null || isAutomatic(input) };
}

/** The decoded body of the first special part of one of the given types. */
export function specialBody(input: ClassifyInput, types: RegExp): Buffer | null {
  const entity = input.specials.find((each) => types.test(each.type));
  return entity ? bodyBytes(entity, input.context.defects) : null;
}
