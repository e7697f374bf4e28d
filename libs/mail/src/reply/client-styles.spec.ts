import { describe, expect, it } from '@jest/globals';
import { splitReply } from './split-reply.js';

const OWN = 'Sigue sin funcionar, adjunto captura.';
const QUOTED = ['Hola Ana:', '', '¿Puede reiniciar el equipo?', '', 'Soporte'];
const reply = (...lines: string[]): string => splitReply(lines.join('\n')).reply;

describe('further styles of mail programs', () => {
  it.each([
    ['Notes', 'Support <s@example.com>\n23/11/2026 10:15\n\nTo\nAna\ncc\n\nSubject\nInvoice'],
    ['Notes, by name', 'Ana Lopez/Sales/ACME\n23.11.2026 10:15\n\nAn\nSupport@ACME\n\nBetreff\nRechnung'],
    [
      'hyphens of another kind',
      '‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Monday, 23 November 2026 10:15, S <s@e.com> wrote:',
    ],
    ['a date behind the verb', 'サポートさんは書きました (2026/11/23 10:15):'],
  ])('fold below an introduction: %s', (_client, introduction) => {
    const head = introduction.split('\n');
    expect(reply(OWN, '', ...head, '', ...QUOTED.map((line) => `> ${line}`))).toBe(OWN);
    expect(reply(OWN, '', ...head, '', ...QUOTED)).toBe(OWN);
  });

  it.each([
    'Mensaje enviado desde mi iPhone',
    'Отправлено из мобильной Яндекс Почты',
    'Отправлено с моего телефона',
    'Enviat des del meu iPhone',
    'Lähetetty iPhonesta',
    'Sent from TypeApp',
    'iOS版Outlookを入手',
    '发送自 Windows 版邮件应用',
    'Securely sent with Tuta. Claim your encrypted mailbox today!',
    'Virus-free. www.avast.com <https://www.avast.com/sig-email>',
    '<https://www.avast.com/x>\nLibre de virus.www.avast.com\n<https://www.avast.com/x>\n<#DAB4FAD8-2DD7-40BB-A1B8-4E2AA1F9FDF2>',
  ])('fold what they add at the end: %s', (line) => {
    expect(reply(OWN, '', ...line.split('\n'))).toBe(OWN);
  });

  it('fold a visiting card below a drawn line', () => {
    for (const rule of ['__', '______________', '---']) {
      expect(reply(OWN, '', rule, 'Ana López', 'Contabilidad', '+34 600 000 000')).toBe(OWN);
    }
  });

  it.each([
    ['a chapter below a line', [OWN, '', '---', 'Otra cosa:', 'falla el ratón.']],
    ['a sentence below a line', [OWN, '', '______', 'Ana ya no recibe los avisos.']],
    ['a table', ['Producto   Precio', '-----------------', 'Cable      3 €']],
    ['a name below a line without a gap', ['Responsables', '---', 'Ana López']],
    [
      'labels of a form, each on its line',
      ['Nuevo usuario', 'ana@example.com', '', 'Para', 'Ventas', 'Asunto', 'Alta'],
    ],
  ])('leave %s alone', (_what, lines) => {
    expect(reply(...lines)).toBe(lines.join('\n'));
  });
});
