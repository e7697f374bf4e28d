import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { parseInboundMail } from '@noxdesk/mail';
import { messageSource } from './message-source.js';
import type { OutboundRow } from './outbound.repository.js';

const URL_OF = (id: string) => `/tickets/api/attachments/${id}/`;
const PICTURE = '01a20a02-5863-751d-a7bb-7f31767df862';
const FILE = '01a20a02-5863-751d-a7bb-7f31767df863';

const mail = (html: string) =>
  ({
    message_id: 'm@desk.test',
    created_at: new Date('2026-11-23T10:00:00Z'),
    subject: 'Así',
    text_body: 'Así: [captura.png]',
    html_body: html,
    headers: {
      from: { name: '', address: 'desk@desk.test' },
      to: [{ name: '', address: 'a@b.test' }],
      cc: [],
      replyTo: null,
      inReplyTo: null,
      references: [],
      automatic: null,
    },
  }) as unknown as OutboundRow;

const file = (id: string, filename: string) => ({
  url: URL_OF(id),
  filename,
  contentType: filename.endsWith('.png') ? 'image/png' : 'text/plain',
  read: () => Promise.resolve(Readable.from([Buffer.from(filename)])),
});

describe('a picture among the words of an answer', () => {
  it('is shown in its place by the mail itself, and other files are beside it', async () => {
    const source = mail(`<p>Así: <img src="${URL_OF(PICTURE)}" alt="captura.png"></p>`);
    const chunks: Uint8Array[] = [];
    for await (const chunk of messageSource(source, [file(PICTURE, 'captura.png'), file(FILE, 'a.log')])) {
      chunks.push(chunk);
    }
    const read = await parseInboundMail(Buffer.concat(chunks));
    expect(read.html).toContain(`cid:${PICTURE}@noxdesk`);
    expect(read.html).not.toContain('/tickets/api/');
    expect(read.attachments.map(({ filename, contentId, inline }) => [filename, contentId, inline])).toEqual([
      ['captura.png', `${PICTURE}@noxdesk`, true],
      ['a.log', '', false],
    ]);
  });
});
