import { Injectable } from '@nestjs/common';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { ERASED_NAME, NO_WORDS } from './erased.js';

export interface Named {
  id: string;
  email: string;
  name: string;
}

const WROTE_IN = `SELECT m.ticket_id FROM ticket_messages m
  WHERE m.tenant_id = $1 AND m.author_id = $2 AND m.message_type <> 'system'`;
const LATEST = (which: string) => `(SELECT m.author_id FROM ticket_messages m
  WHERE m.tenant_id = t.tenant_id AND m.ticket_id = t.id AND ${which} ORDER BY m.position DESC LIMIT 1)`;

/** What a list shows of a thread whose latest words were theirs. */
const PREVIEWS = sql(
  'privacy.forget-previews',
  `UPDATE tickets t SET
     preview = CASE WHEN ${LATEST(`m.message_type <> 'system'`)} = $2 THEN $3 ELSE t.preview END,
     public_preview = CASE WHEN ${LATEST(`m.message_type = 'reply'`)} = $2 THEN $3 ELSE t.public_preview END
   WHERE t.tenant_id = $1 AND t.id IN (${WROTE_IN})`,
);
/** The mails in which what they wrote went to others. */
const MAILS_OF_WORDS = sql(
  'privacy.drop-mails-of-words',
  `DELETE FROM outbound_mails o USING ticket_messages m
   WHERE o.tenant_id = $1 AND m.tenant_id = $1 AND m.id = o.ticket_message_id AND m.author_id = $2
     AND m.message_type <> 'system' RETURNING o.id`,
);
/** Mails about the threads they took part in that name them: notices of what they did, and answers to them. */
const MAILS_THAT_NAME = sql(
  'privacy.forget-name-in-mails',
  `UPDATE outbound_mails o SET subject = regexp_replace(o.subject, $3, $4, 'g'),
     text_body = regexp_replace(o.text_body, $3, $4, 'g'),
     html_body = regexp_replace(o.html_body, $3, $4, 'g'),
     headers = CASE WHEN o.headers #>> '{from,name}' IS NULL THEN o.headers ELSE jsonb_set(o.headers, '{from,name}',
       to_jsonb(regexp_replace(o.headers #>> '{from,name}', $3, $4, 'g'))) END
   WHERE o.tenant_id = $1
     AND o.ticket_id IN (SELECT m.ticket_id FROM ticket_messages m WHERE m.tenant_id = $1 AND m.author_id = $2)
     AND concat(o.subject, ' ', o.text_body, ' ', o.html_body, ' ', o.headers #>> '{from,name}') ~ $3`,
);
/** What others quoted of them: it stands below a line that says whose words they are. */
const QUOTES = sql(
  'privacy.forget-quotes',
  `UPDATE ticket_messages q SET quoted = NULL, quoted_html = NULL
   WHERE q.tenant_id = $1 AND q.ticket_id IN (${WROTE_IN}) AND (q.quoted ~ $3 OR q.quoted_html ~ $3)`,
);
/** Answers that are kept for a day, so that a repeated request gets the same one. */
const ANSWERS = sql(
  'privacy.forget-answers',
  `DELETE FROM idempotency_keys WHERE tenant_id = $1 AND strpos(response::text, $2::text) > 0`,
);
/** Lists of others that looked for their tickets find nothing any more. */
const VIEWS = sql(
  'privacy.forget-views',
  `DELETE FROM saved_views WHERE tenant_id = $1
     AND (strpos(query, $2::text) > 0 OR lower(query) ~ $3)`,
);
/** The organisation that somebody is alone, which an issuer told of: it bears their name. */
const ORGANIZATION = sql(
  'privacy.forget-organization',
  `WITH own AS (
     DELETE FROM external_organizations e USING users u
     WHERE e.tenant_id = $1 AND u.tenant_id = $1 AND u.id = $2 AND e.organization_id = u.organization_id
       AND starts_with(e.external_id, 'person:') RETURNING e.organization_id)
   UPDATE organizations o SET name = $3 FROM own WHERE o.tenant_id = $1 AND o.id = own.organization_id`,
);

/**
 * What people leave outside of their own tickets: in threads of others they took part in, and in what was made of
 * those. In the unit of work one is in, while their account still has its name and organisation.
 */
@Injectable()
export class Traces {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @param mark tells what is left of this person from what is left of others @returns the mails that are gone */
  async erase({ id, email, name }: Named, mark: string): Promise<number> {
    const { tx } = this.unitOfWork;
    const of = [tx.tenantId, id];
    const named = patternOf([name, email]);
    await tx.query(PREVIEWS, [...of, NO_WORDS]);
    const mails = await tx.query(MAILS_OF_WORDS, of);
    await tx.query(MAILS_THAT_NAME, [...of, named, ERASED_NAME]);
    await tx.query(QUOTES, [...of, named]);
    await tx.query(ANSWERS, of);
    await tx.query(VIEWS, [...of, valueOf(email)]);
    await tx.query(ORGANIZATION, [...of, `${ERASED_NAME} ${mark}`]);
    return mails.length;
  }
}

/** As the HTML of our mails has it. */
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

const literal = (text: string) => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');

/** A whole value, or a whole word of one, in a query: «a@b.es» is no part of «ana@b.es». */
function valueOf(email: string): string {
  const forms = [email, encodeURIComponent(email)].map((form) => literal(form.toLowerCase()));
  const edge = '[=,&+]|%2c|%20';
  return `(?:^|${edge})(?:${forms.join('|')})(?:$|${edge})`;
}

/** Whole words alone, as they stand in text and in HTML: «Ana» is no part of «mañana». */
function patternOf(words: readonly string[]): string {
  const forms = new Set(words.flatMap((word) => [word, escapeHtml(word)]).filter((word) => word !== ''));
  return `(?<!\\w)(?:${[...forms].map(literal).join('|')})(?!\\w)`;
}
