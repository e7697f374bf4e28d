import { describe, expect, it } from '@jest/globals';
import { type InboundMail, parseInboundMailSync, splitMailHtml } from '@noxdesk/mail';
import { contentOf as contentWith, copiedPeople } from './mail-content.js';

const mail = (head: string, body: string) =>
  parseInboundMailSync(
    Buffer.from(`${head}\nContent-Type: text/plain; charset=utf-8\n\n${body}`.replace(/\n/g, '\r\n')),
  );

const contentOf = (given: InboundMail) => contentWith(given, splitMailHtml(given.html));
const htmlMail = (html: string) =>
  parseInboundMailSync(
    Buffer.from(`From: a@b.test\r\nSubject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}`),
  );

describe('the content of a mail as a message', () => {
  it('keeps what is quoted apart, and loses none of it', () => {
    const text =
      'Sí, gracias.\n\nEl lun, 23 nov 2026, Ana <ana@desk.test> escribió:\n\n> ¿Funciona?\n> Ana\n';
    const { body, quoted } = contentOf(mail('From: a@b.test\nSubject: Re: x', text));
    expect(body).toBe('Sí, gracias.');
    expect(quoted).toContain('> ¿Funciona?');
    for (const line of text.split('\n')) expect(`${body}\n${quoted}`).toContain(line);
  });

  it('folds the quotes of the HTML like those of the text', () => {
    const { body, bodyHtml, quoted, quotedHtml } = contentOf(
      htmlMail('<p>Ya <b>va</b>.</p><blockquote type="cite"><p>¿Va?</p></blockquote>'),
    );
    expect(body).toBe('Ya va.');
    expect(bodyHtml).toBe('<p>Ya <b>va</b>.</p>');
    expect(quoted).toBe('> ¿Va?');
    expect(quotedHtml).toBe('<blockquote type="cite"><p>¿Va?</p></blockquote>');
  });

  it('is the whole mail, HTML too, where the writer adds nothing', () => {
    const { bodyHtml, quotedHtml } = contentOf(htmlMail('<blockquote><p>¿Va?</p></blockquote>'));
    expect(bodyHtml).toContain('¿Va?');
    expect(quotedHtml).toBeUndefined();
  });

  it('has a subject in any case, of one line and no longer than a ticket’s', () => {
    expect(contentOf(mail('From: a@b.test', 'x')).subject).toBe('(sin asunto)');
    expect(contentOf(mail(`From: a@b.test\nSubject: ${'ñ'.repeat(900)}`, 'x')).subject).toHaveLength(255);
    expect(contentOf(mail('From: a@b.test\nSubject: =?utf-8?Q?uno=00=0D=0Ados?=', 'x')).subject).not.toMatch(
      /[\0\r\n]/,
    );
  });

  it('holds nothing that the database refuses', () => {
    const { body } = contentOf(mail('From: a@b.test\nSubject: x', 'uno\0dos'));
    expect(body).not.toContain('\0');
  });
});

describe('who was copied', () => {
  it('is everybody else, each once, without our own mailboxes and their signed addresses', () => {
    const head = [
      'From: yo@cliente.test',
      'To: soporte@desk.test, Soporte+abcdefghijklmnop234567@Desk.test, Otro <OTRO@cliente.test>',
      'Cc: otro@cliente.test, yo@cliente.test, no es una dirección, jefa@cliente.test',
    ].join('\n');
    expect(copiedPeople(mail(head, 'x'), 'yo@cliente.test', ['soporte@desk.test'])).toEqual([
      'otro@cliente.test',
      'jefa@cliente.test',
    ]);
  });

  it('is no crowd', () => {
    const to = Array.from({ length: 500 }, (_, n) => `p${n}@cliente.test`).join(', ');
    expect(copiedPeople(mail(`From: a@b.test\nTo: ${to}`, 'x'), 'a@b.test', [])).toHaveLength(20);
  });
});
