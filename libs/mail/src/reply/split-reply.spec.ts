import { describe, expect, it } from '@jest/globals';
import { htmlToLines } from '../text/html-to-text.js';
import { splitReply } from './split-reply.js';

const reply = (...lines: string[]): string => splitReply(lines.join('\n')).reply;

describe('splitReply', () => {
  describe('folds what mail programs quote, in the language of the writer', () => {
    const QUOTE = ['> Hola, ¿puede enviarnos la factura?', '>', '> Soporte'];
    it.each([
      ['Gmail, Spanish', 'El lun, 23 nov 2026 a las 10:15, Soporte (<soporte@example.com>) escribió:'],
      ['Gmail, Spanish, older', 'El 23 de noviembre de 2026, 10:15, Soporte <soporte@example.com> escribió:'],
      ['Gmail, English', 'On Mon, Nov 23, 2026 at 10:15 AM Support <support@example.com> wrote:'],
      ['Gmail, Portuguese', 'Em seg., 23 de nov. de 2026 às 10:15, Suporte <suporte@example.com> escreveu:'],
      ['Gmail, French', 'Le lun. 23 nov. 2026 à 10:15, Support <support@example.com> a écrit :'],
      ['Gmail, German', 'Am Mo., 23. Nov. 2026 um 10:15 Uhr schrieb Support <support@example.com>:'],
      [
        'Gmail, Italian',
        'Il giorno lun 23 nov 2026 alle ore 10:15 Supporto <supporto@example.com> ha scritto:',
      ],
      ['Gmail, Dutch', 'Op ma 23 nov 2026 om 10:15 schreef Support <support@example.com>:'],
      ['Gmail, Polish', 'pon., 23 lis 2026 o 10:15 Wsparcie <wsparcie@example.com> napisał(a):'],
      ['Gmail, Russian', 'пн, 23 нояб. 2026 г. в 10:15, Поддержка <support@example.com>:'],
      ['Gmail, Chinese', '支持 <support@example.com> 于2026年11月23日周一 10:15写道：'],
      ['Gmail, Japanese', '2026年11月23日(月) 10:15 サポート <support@example.com>:'],
      ['Gmail, Korean', '2026년 11월 23일 (월) 오전 10:15, 지원 <support@example.com>님이 작성:'],
      ['Apple Mail, Spanish', 'El 23 nov 2026, a las 10:15, Soporte <soporte@example.com> escribió:'],
      ['Apple Mail, French', 'Le 23 nov. 2026 à 10:15, Support <support@example.com> a écrit :'],
      ['Apple Mail, German', 'Am 23.11.2026 um 10:15 schrieb Support <support@example.com>:'],
      [
        'Apple Mail, Italian',
        'Il giorno 23 nov 2026, alle ore 10:15, Supporto <supporto@example.com> ha scritto:',
      ],
      [
        'Apple Mail, Dutch',
        'Op 23 nov. 2026, om 10:15 heeft Support <support@example.com> het volgende geschreven:',
      ],
      [
        'Apple Mail, Polish',
        'Wiadomość napisana przez Wsparcie <wsparcie@example.com> w dniu 23.11.2026, o godz. 10:15:',
      ],
      ['Apple Mail, Russian', '23 нояб. 2026 г., в 10:15, Поддержка <support@example.com> написал(а):'],
      ['Apple Mail, Chinese', '在 2026年11月23日，10:15，支持 <support@example.com> 写道：'],
      ['Apple Mail, Japanese', '2026/11/23 10:15、サポート <support@example.com>のメール:'],
      ['Apple Mail, Swedish', '23 nov. 2026 kl. 10:15 skrev Support <support@example.com>:'],
      ['Thunderbird, Spanish', 'El 23/11/26 a las 10:15, Soporte escribió:'],
      ['Thunderbird, English', 'On 11/23/2026 10:15 AM, Support wrote:'],
      ['Thunderbird, Portuguese', 'Em 23/11/2026 10:15, Suporte escreveu:'],
      ['Thunderbird, French', 'Le 23/11/2026 à 10:15, Support a écrit :'],
      ['Thunderbird, German', 'Am 23.11.26 um 10:15 schrieb Support:'],
      ['Thunderbird, Italian', 'Il 23/11/2026 10:15, Supporto ha scritto:'],
      ['Thunderbird, Dutch', 'Op 23-11-2026 om 10:15 schreef Support:'],
      ['Thunderbird, Polish', 'W dniu 23.11.2026 o 10:15, Wsparcie pisze:'],
      ['Thunderbird, Russian', '23.11.2026 10:15, Поддержка пишет:'],
      ['Yahoo, Japanese', 'サポートさんは2026/11/23 10:15に書きました:'],
      ['Mail.ru', 'Понедельник, 23 ноября 2026, 10:15 +03:00 от Support <support@example.com>:'],
      ['Open-Xchange', 'Support <support@example.com> hat am 23.11.2026 10:15 CET geschrieben:'],
      ['Thunderbird, Japanese', 'On 2026/11/23 10:15, サポート wrote:'],
      [
        'Yahoo, English',
        '    On Monday, November 23, 2026 at 10:15:00 AM GMT+1, Support <support@example.com> wrote:',
      ],
      [
        'Yahoo, Spanish',
        '    El lunes, 23 de noviembre de 2026, 10:15:00 CET, Soporte <soporte@example.com> escribió:',
      ],
      ['Zoho', '---- On Mon, 23 Nov 2026 10:15:00 +0100 Support <support@example.com> wrote ----'],
      ['Proton', 'On Monday, November 23rd, 2026 at 10:15, Support <support@example.com> wrote:'],
    ])('%s', (_client, introduction) => {
      const text = ['Adjunto la factura.', '', introduction, '', ...QUOTE].join('\n');
      const split = splitReply(text);
      expect(split.reply).toBe('Adjunto la factura.');
      expect(split.quoted).toContain('¿puede enviarnos la factura?');
      expect(split.segments.map((segment) => segment.text).join('')).toBe(text);
    });
  });

  describe('folds the header block that Outlook writes above a mail it does not mark', () => {
    it.each([
      [
        'Spanish',
        'De: Soporte <soporte@example.com>',
        'Enviado el: lunes, 23 de noviembre de 2026 10:15',
        'Para: Ana',
        'Asunto: Factura',
      ],
      [
        'English',
        'From: Support <support@example.com>',
        'Sent: Monday, November 23, 2026 10:15 AM',
        'To: Ana',
        'Subject: Invoice',
      ],
      [
        'Portuguese',
        'De: Suporte <suporte@example.com>',
        'Enviada em: segunda-feira, 23 de novembro de 2026 10:15',
        'Para: Ana',
        'Assunto: Fatura',
      ],
      [
        'French',
        'De : Support <support@example.com>',
        'Envoyé : lundi 23 novembre 2026 10:15',
        'À : Ana',
        'Objet : Facture',
      ],
      [
        'German',
        'Von: Support <support@example.com>',
        'Gesendet: Montag, 23. November 2026 10:15',
        'An: Ana',
        'Betreff: Rechnung',
      ],
      [
        'Italian',
        'Da: Supporto <supporto@example.com>',
        'Inviato: lunedì 23 novembre 2026 10:15',
        'A: Ana',
        'Oggetto: Fattura',
      ],
      [
        'Dutch',
        'Van: Support <support@example.com>',
        'Verzonden: maandag 23 november 2026 10:15',
        'Aan: Ana',
        'Onderwerp: Factuur',
      ],
      [
        'Polish',
        'Od: Wsparcie <wsparcie@example.com>',
        'Wysłano: poniedziałek, 23 listopada 2026 10:15',
        'Do: Ana',
        'Temat: Faktura',
      ],
      [
        'Russian',
        'От: Поддержка <support@example.com>',
        'Отправлено: 23 ноября 2026 г. 10:15',
        'Кому: Ana',
        'Тема: Счёт',
      ],
      [
        'Chinese',
        '发件人: 支持 <support@example.com>',
        '发送时间: 2026年11月23日 10:15',
        '收件人: Ana',
        '主题: 发票',
      ],
      [
        'Japanese',
        '差出人: サポート <support@example.com>',
        '送信日時: 2026年11月23日 10:15',
        '宛先: Ana',
        '件名: 請求書',
      ],
    ])('%s', (_language, ...header) => {
      expect(reply('Gracias.', '', ...header, '', 'Estimada Ana:', 'falta la factura.')).toBe('Gracias.');
      expect(
        reply('Gracias.', '', '________________________________', ...header, '', 'falta la factura.'),
      ).toBe('Gracias.');
      expect(
        reply('Gracias.', '', ...header.map((line) => line.replace(/^([^:]+?) ?:/, '*$1:*')), '', 'x'),
      ).toBe('Gracias.');
    });

    it.each([
      '-----Mensaje original-----',
      '-----Original Message-----',
      '-----Ursprüngliche Nachricht-----',
      '-----Message d’origine-----',
      '----- Mensagem original -----',
    ])('below %s', (separator) => {
      expect(reply('Listo.', '', separator, 'De: Soporte', 'Enviado: ayer', '', 'texto')).toBe('Listo.');
    });
  });

  it('takes away signatures below the mark, and device lines', () => {
    expect(reply('Funciona.', '', '-- ', 'Ana López', 'Contabilidad')).toBe('Funciona.');
    expect(splitReply('Funciona.\n\n-- \nAna López').signature).toBe('-- \nAna López');
    for (const line of [
      'Enviado desde mi iPhone',
      'Enviado do meu iPhone',
      'Sent from my iPhone',
      'Envoyé de mon iPhone',
      'Von meinem iPhone gesendet',
      'Inviato da iPhone',
      'Verstuurd vanaf mijn iPhone',
      'Wysłane z iPhone’a',
      'Отправлено с iPhone',
      '从我的iPhone发送',
      'iPhoneから送信',
      'Obtener Outlook para iOS<https://aka.ms/o0ukef>',
      'Get Outlook for Android',
      'Outlook für iOS beziehen',
      'Télécharger Outlook pour Android',
      'Enviado desde Correo para Windows',
      'Enviado desde Yahoo Mail para Android',
      'Gesendet mit der GMX Mail App',
      'Sent with Proton Mail secure email.',
    ]) {
      expect([line, reply('Funciona.', '', line)]).toEqual([line, 'Funciona.']);
    }
  });

  it.each([
    ['a virus scanner', '---', 'This email has been checked for viruses by Avast antivirus software.'],
    ['a virus scanner, German', '---', 'Diese E-Mail wurde von Avast auf Viren geprüft.'],
    ['a lawyer', '_______________', 'This e-mail is confidential and may be privileged.'],
    ['a lawyer, Spanish', '---------------', 'Este mensaje es confidencial y va dirigido a su destinatario.'],
    ['a list', '_______________', 'Users mailing list'],
  ])('takes away what %s writes below a drawn line', (_who, ...foot) => {
    expect(reply('Funciona.', '', 'Ana', ...foot)).toBe('Funciona.\n\nAna');
    expect(reply('Funciona.', '', '---', 'Otra cosa: falla el ratón.')).toContain('ratón');
  });

  it('keeps a closing formula and a name: they are the writer’s', () => {
    expect(reply('Funciona.', '', 'Saludos,', 'Ana')).toBe('Funciona.\n\nSaludos,\nAna');
  });

  it('never hides an answer between quoted lines', () => {
    const text = [
      'Buenos días:',
      '',
      'El 23/11/26 a las 10:15, Soporte escribió:',
      '> ¿Qué versión usa?',
      '',
      'La 7.2.',
      '',
      '> ¿Desde cuándo falla?',
      '',
      'Desde ayer.',
      '',
      '> Saludos',
    ];
    const split = splitReply(text.join('\n'));
    expect(split.interleaved).toBe(true);
    expect(split.reply).toContain('> ¿Qué versión usa?\n\nLa 7.2.');
    expect(split.reply).toContain('Desde ayer.');
    expect(split.reply).not.toContain('Saludos');
  });

  it('shows an answer below the quote', () => {
    expect(reply('On 11/23/2026 10:15 AM, Support wrote:', '> Which version?', '', 'Version 7.2.')).toBe(
      'Version 7.2.',
    );
  });

  it('shows the mail that somebody only passes on, and folds it below words of their own', () => {
    const forwarded = [
      '---------- Forwarded message ---------',
      'De: Juan <juan@example.com>',
      'Date: lun, 23 nov 2026',
      'Subject: Avería',
      'To: Ana <ana@example.com>',
      '',
      'No hay luz.',
    ];
    expect(reply(...forwarded)).toBe('No hay luz.');
    expect(reply('¿Podéis mirarlo?', '', ...forwarded)).toBe('¿Podéis mirarlo?');
    expect(splitReply(['¿Podéis mirarlo?', '', ...forwarded].join('\n')).segments.at(-1)?.kind).toBe(
      'forwarded',
    );
  });

  it.each([
    [
      'a sentence that begins like an introduction',
      ['On Friday I tried it again.', '', 'It failed at 10:15.'],
    ],
    ['a form the writer fills in', ['De: Madrid', 'A: Barcelona', 'Fecha: 3 de mayo']],
    ['a table drawn with dashes', ['Producto   Precio', '-----------------', 'Cable      3 €']],
    ['a list', ['Falta:', '- Cable', '- Ratón']],
    ['a log', ['2026-11-23 10:15:02 ERROR: user wrote: nothing', 'y luego se para.']],
    ['a sentence about writing', ['Ayer el técnico me escribió que llamaría.', 'No llamó.']],
    ['program text', ['if (a --', 'b) {', '}', '--option', 'fin']],
  ])('leaves %s alone', (_what, lines) => {
    expect(reply(...lines)).toBe(lines.join('\n'));
  });

  it('cuts at the line that asks to reply above it', () => {
    expect(
      reply('Resuelto', '', '##- Por favor, escriba su respuesta por encima de esta línea -##', 'Texto'),
    ).toBe('Resuelto');
  });

  it('uses what the HTML marks as quoted', () => {
    const html =
      '<div>Gracias</div><div class="gmail_quote"><div class="gmail_attr">Hace un rato Soporte decía</div><blockquote class="gmail_quote">Hola</blockquote></div>';
    const { lines, marks } = htmlToLines(html);
    expect(splitReply(lines.join('\n'), { marks }).reply).toBe('Gracias');
  });

  it('shows answers between the quotes of an HTML mail', () => {
    const html =
      '<div>Va:</div><div class="gmail_quote"><div class="gmail_attr">El lunes, Soporte escribió:</div><blockquote>¿Versión?</blockquote><div>La 7.2</div><blockquote>¿Desde cuándo?</blockquote><div>Ayer</div></div>';
    const { lines, marks } = htmlToLines(html);
    const split = splitReply(lines.join('\n'), { marks });
    expect(split.reply).toContain('La 7.2');
    expect(split.reply).toContain('Ayer');
  });

  it('takes the armour off a clear-signed text', () => {
    expect(
      reply(
        '-----BEGIN PGP SIGNED MESSAGE-----',
        'Hash: SHA256',
        '',
        'Hola',
        '-----BEGIN PGP SIGNATURE-----',
        '',
        'iQEz',
        '-----END PGP SIGNATURE-----',
      ),
    ).toBe('Hola');
  });

  it('never answers with nothing where there is a text without quotes', () => {
    expect(reply('--', 'texto')).toBe('--\ntexto');
    expect(reply('----------')).toBe('----------');
  });

  it('is linear: a hundred thousand hostile lines take no time', () => {
    const started = performance.now();
    for (const line of [
      '> '.repeat(40),
      'On 1/1/2026 ' + 'a '.repeat(150),
      'From: x',
      '-'.repeat(300),
      '____ '.repeat(60),
    ]) {
      splitReply(`${line}\n`.repeat(20_000));
    }
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
