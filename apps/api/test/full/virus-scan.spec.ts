import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Attachment, Ticket } from '@noxdesk/contracts';
import { parseInboundMail } from '@noxdesk/mail';
import { createUser, type TestUser } from '../factories/people.js';
import { type MailDesk, startMailDesk } from '../support/mail-desk.js';
import { eventuallyHolds } from '../support/clock.js';
import { listen, postForm } from '../support/multipart.js';
import { type Clamd, EICAR, startClamd } from '../support/services/clamd.js';

// Real: ClamAV's daemon with a signature of its own, PostgreSQL, Redis, the queue, Dovecot, an SMTP server.
type Thread = Ticket & { messages: { attachments: Attachment[] }[] };
let desk: MailDesk;
let clamd: Clamd;
let api: string;
let customer: TestUser;

beforeAll(async () => {
  clamd = await startClamd();
  desk = await startMailDesk({ env: { CLAMD_URL: clamd.url } });
  api = await listen(desk.app);
  customer = await createUser(desk.app, desk.tenant, { email: 'luz@cliente.test' });
}, 60_000);
afterAll(async () => {
  await desk?.close();
  await clamd?.close();
});

const open = async (...files: [string, string | Buffer][]) => {
  const answer = await postForm(`${api}tickets/`, customer.token, [
    ...([
      ['subject', 'Con archivos'],
      ['department', '1'],
      ['body', 'Adjunto'],
    ] as [string, string][]),
    ...files.map(([name, content]): [string, Buffer, string] => [
      'attachments',
      Buffer.from(content as string),
      name,
    ]),
  ]);
  expect(answer.status).toBe(201);
  return (await answer.json()) as Thread;
};
const get = (path: string, token = customer.token) => desk.app.request({ path, token });
const filesOf = async ({ id }: { id: string }) =>
  (await get(`tickets/${id}/`)).json<Thread>().messages.flatMap(({ attachments }) => attachments);
const checksOf = async (ticket: { id: string }) => (await filesOf(ticket)).map(({ check }) => check);

describe('a file that came in', () => {
  it('is being checked first, then free or locked, whoever asks', async () => {
    const ticket = await open(['limpio.txt', 'nothing in it'], ['eicar.txt', EICAR]);
    expect(ticket.messages[0]!.attachments.map(({ check }) => check)).toEqual(['pending', 'pending']);
    await eventuallyHolds(async () => expect(await checksOf(ticket)).toEqual([undefined, 'locked']), 20_000);
    const [clean, bad] = await filesOf(ticket);
    expect((await get(clean!.url)).body).toBe('nothing in it');
    for (const token of [customer.token, desk.agent.token, desk.admin.token]) {
      const refused = await get(bad!.url, token);
      expect([refused.statusCode, refused.json()]).toEqual([
        403,
        expect.objectContaining({ code: 'file_locked' }),
      ]);
      expect(refused.body).not.toContain('EICAR-STANDARD');
    }
    const log = (await get('audit/?action=attachments.locked', desk.admin.token)).json<{
      results: object[];
    }>();
    expect(log.results).toMatchObject([
      { target: bad!.id, details: { found: expect.stringContaining('Eicar') } },
    ]);
  }, 60_000);

  it('stays shut while the scanner is away, and is given free once it is back', async () => {
    await clamd.stop();
    const ticket = await open(['paciencia.txt', 'still nothing in it']);
    const [file] = await filesOf(ticket);
    const waiting = await get(file!.url);
    expect([waiting.statusCode, waiting.json<{ code: string }>().code]).toEqual([409, 'file_being_checked']);
    await clamd.start();
    await eventuallyHolds(async () => expect(await checksOf(ticket)).toEqual([undefined]), 60_000);
    expect((await get(file!.url)).body).toBe('still nothing in it');
  }, 90_000);

  it('is locked where it is more than the scanner takes', async () => {
    const ticket = await open(['grande.log', Buffer.alloc(2_000_000, 'a')]);
    await eventuallyHolds(async () => expect(await checksOf(ticket)).toEqual(['locked']), 20_000);
  }, 60_000);
});

describe('an answer with files', () => {
  it('goes out by mail once they are checked, without what is locked', async () => {
    const ticket = await open(['limpio.txt', 'x']);
    const answer = await postForm(`${api}tickets/${ticket.id}/reply/`, desk.agent.token, [
      ['body', 'Aquí van'],
      ['attachments', Buffer.from('good bytes'), 'bueno.txt'],
      ['attachments', Buffer.from(EICAR), 'malo.txt'],
    ]);
    expect(answer.status).toBe(201);
    const sent = await desk.smtp.waitFor(({ raw }) => String(raw).includes('van'), 60_000);
    const mail = await parseInboundMail(sent.raw);
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(['bueno.txt']);
  }, 90_000);
});
