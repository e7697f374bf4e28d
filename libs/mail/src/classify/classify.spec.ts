import { describe, expect, it } from '@jest/globals';
import { parseInboundMailSync, trustedAuthResults, type InboundMail } from '../index.js';

const parse = (headers: string[], body: string[] = ['Hola']): InboundMail =>
  parseInboundMailSync(Buffer.from([...headers, '', ...body].join('\r\n'), 'utf8'));
const from = (subject: string, ...headers: string[]): string[] => [
  'From: Ana <ana@example.com>',
  `Subject: ${subject}`,
  ...headers,
];

describe('automatic answers', () => {
  it.each([
    ['Auto-Submitted: auto-replied'],
    ['Auto-Submitted: auto-replied (vacation)'],
    ['X-Autoreply: yes'],
    ['X-Autorespond: Re: x'],
    ['X-Autoresponder: 1'],
    ['Precedence: auto_reply'],
    ['X-Mail-Autoreply: yes'],
    ['X-POST-MessageClass: 9; Autoresponder'],
    ['X-Apple-Action: VACATION'],
  ])('are known by %s', (header) => {
    expect(parse(from('Re: Factura', header))).toMatchObject({
      autoReply: true,
      automatic: true,
      bounce: null,
    });
  });

  it.each([
    'Respuesta automática: Factura',
    'Automatic reply: Invoice',
    'Out of Office AutoReply: x',
    'Resposta automática: Fatura',
    'Réponse automatique : Facture',
    'Automatische Antwort: Rechnung',
    'Abwesenheitsnotiz: Rechnung',
    'Risposta automatica: Fattura',
    'Automatisch antwoord: Factuur',
    'Automatyczna odpowiedź: Faktura',
    'Автоматический ответ: Счёт',
    'Автоответ: Счёт',
    '自动回复: 发票',
    '自動回覆: 發票',
    '自動応答: 請求書',
    '자동 회신: 청구서',
    'Autosvar: Faktura',
    'Otomatik yanıt: x',
    'Re: Respuesta automática: Factura',
    'Fuera de la oficina: Factura',
    'Out of Office: Invoice',
    'Absent du bureau : Facture',
  ])('are known by their subject: %s', (subject) => {
    expect(parse(from(subject))).toMatchObject({ autoReply: true, automatic: true });
  });

  it.each([
    ['Fuera de la oficina', 'Estaré fuera de la oficina hasta el lunes.'],
    ['Out of office', 'I am out of the office until Monday.'],
    ['Ausente', 'Me encuentro de vacaciones y volveré el 3 de mayo.'],
    ['Urlaub', 'Ich bin bis Montag im Urlaub.'],
    ['不在', '外出しております。'],
  ])('are known by subject and text together: %s', (subject, body) => {
    expect(parse(from(subject), [body]).autoReply).toBe(true);
  });

  it('are known by a text that says so, in an answer', () => {
    const body = ['Gracias por escribirnos. Esta es una respuesta automática.'];
    expect(parse(from('Re: Factura', 'In-Reply-To: <a@b>'), body).autoReply).toBe(true);
    expect(parse(from('Factura'), body).autoReply).toBe(false);
  });

  it.each([
    ['Respuesta automática de vuestra web no funciona', 'El formulario no envía nada.'],
    ['Automatic replies are not sent', 'Please check.'],
    ['Out of office rules', 'How do I set them up?'],
    ['Vacaciones de agosto', '¿Abren en agosto?'],
    ['Re: Factura', 'Ayer estuve fuera de la oficina; hoy la miro.'],
    ['Autor de la novela', 'Hola'],
  ])('are not taken for the mail of a person: %s', (subject, body) => {
    expect(parse(from(subject), [body])).toMatchObject({ autoReply: false, automatic: false });
  });
});

describe('other automatic mail', () => {
  it.each([
    'Auto-Submitted: auto-generated',
    'Precedence: bulk',
    'Precedence: list',
    'List-Id: <lista.example.com>',
    'List-Unsubscribe: <mailto:x@y>',
    'Precedence: junk',
  ])('is known by %s', (header) => {
    expect(parse(from('Boletín', header))).toMatchObject({ automatic: true, autoReply: false, bounce: null });
  });

  it.each([
    'Auto-Submitted: no',
    'Precedence: normal',
    'X-Auto-Response-Suppress: All',
    'Feedback-ID: a:b:c',
    'X-Priority: 1',
  ])('is not claimed by %s', (header) => {
    expect(parse(from('Hola', header)).automatic).toBe(false);
  });
});

describe('bounces', () => {
  const dsn = (action: string, status: string, ...more: string[]): InboundMail =>
    parse(
      [
        'From: MAILER-DAEMON@example.net',
        'Subject: Undelivered',
        'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      ],
      [
        '--b',
        'Content-Type: text/plain',
        '',
        'No se entregó.',
        '--b',
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; example.net',
        '',
        'Final-Recipient: rfc822; Ana@Example.com',
        `Action: ${action}`,
        `Status: ${status}`,
        'Diagnostic-Code: smtp; 550 5.1.1 user unknown',
        ...more,
        '--b',
        'Content-Type: message/rfc822',
        '',
        'Message-ID: <original@example.net>',
        'Subject: x',
        '',
        'x',
        '--b--',
      ],
    );

  it('are read from a standard report', () => {
    const mail = dsn('failed', '5.1.1');
    expect(mail.bounce).toMatchObject({
      recipient: 'ana@example.com',
      status: '5.1.1',
      action: 'failed',
      originalMessageId: 'original@example.net',
      permanent: true,
    });
    expect(mail).toMatchObject({ autoReply: false, automatic: true });
  });

  it('tell a delay and a success from a failure', () => {
    expect(dsn('delayed', '4.4.1').bounce).toMatchObject({ action: 'delayed', permanent: false });
    expect(dsn('delivered', '2.0.0').bounce).toMatchObject({ action: 'delivered', permanent: false });
    expect(dsn('relayed (to non-DSN)', '2.0.0').bounce?.action).toBe('relayed');
  });

  it('name the one who failed among several', () => {
    const mail = dsn(
      'delivered',
      '2.0.0',
      '',
      'Final-Recipient: rfc822; luis@example.com',
      'Action: failed',
      'Status: 5.2.2',
    );
    expect(mail.bounce).toMatchObject({ recipient: 'luis@example.com', action: 'failed', permanent: false });
    expect(mail.bounce?.recipients).toHaveLength(2);
  });

  it.each<[string, string[], string[], object]>([
    [
      'qmail',
      ['From: MAILER-DAEMON@example.net', 'Return-Path: <>', 'Subject: failure notice'],
      [
        'Hi. This is the qmail-send program at example.net.',
        "I'm afraid I wasn't able to deliver your message.",
        '',
        '<ana@example.com>:',
        'Sorry, no mailbox here by that name. (#5.1.1)',
        '',
        '--- Below this line is a copy of the message.',
        '',
        'Message-ID: <o@example.net>',
      ],
      { recipient: 'ana@example.com', status: '5.1.1', action: 'failed', originalMessageId: 'o@example.net' },
    ],
    [
      'Exim',
      [
        'From: Mail Delivery System <Mailer-Daemon@example.net>',
        'X-Failed-Recipients: ana@example.com',
        'Auto-Submitted: auto-replied',
        'Subject: Mail delivery failed: returning message to sender',
      ],
      [
        'A message that you sent could not be delivered.',
        '',
        '  ana@example.com',
        '    host mx: 550 5.1.1 unknown',
      ],
      { recipient: 'ana@example.com', status: '5.1.1', permanent: true },
    ],
    [
      'Exim, a warning',
      [
        'From: Mail Delivery System <Mailer-Daemon@example.net>',
        'Auto-Submitted: auto-replied',
        'Subject: Warning: message 1abc delayed 24 hours',
      ],
      [
        'has not yet been delivered to one or more of its recipients',
        '  ana@example.com',
        'No action is required on your part.',
      ],
      { recipient: 'ana@example.com', action: 'delayed', permanent: false },
    ],
    [
      'Gmail',
      [
        'From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
        'Subject: Delivery Status Notification (Failure)',
      ],
      [
        'Delivery to the following recipient failed permanently:',
        '',
        '     ana@example.com',
        '',
        'DNS Error: Domain name not found',
        '',
        '----- Original message -----',
        'To: ana@example.com',
      ],
      { recipient: 'ana@example.com', action: 'failed', permanent: true },
    ],
    [
      'Postfix without a report part',
      [
        'From: MAILER-DAEMON@example.net (Mail Delivery System)',
        'Subject: Undelivered Mail Returned to Sender',
      ],
      ['I could not deliver it.', '', '<ana@example.com>: host mx said: 552 5.2.2 Mailbox full'],
      { recipient: 'ana@example.com', status: '5.2.2', permanent: false },
    ],
    [
      'Exchange in Spanish',
      ['From: Postmaster <postmaster@example.net>', 'Subject: No se puede entregar: Factura'],
      [
        'No se pudo entregar el mensaje a estos destinatarios:',
        'ana@example.com',
        '#550 5.1.10 RESOLVER.ADR.RecipientNotFound',
      ],
      { recipient: 'ana@example.com', status: '5.1.10' },
    ],
    [
      'Notes',
      ['From: postmaster@example.net', 'Subject: Undeliverable message'],
      [
        '------- Failure Reasons  --------',
        '',
        'User ana not listed',
        'ana@example.com',
        '',
        '------- Returned Message --------',
        'To: ana@example.com',
      ],
      { recipient: 'ana@example.com' },
    ],
  ])('are known without a report: %s', (_what, headers, body, expected) => {
    const mail = parse(['To: soporte@example.org', ...headers], body);
    expect(mail.bounce).toMatchObject(expected);
    expect(mail.autoReply).toBe(false);
  });

  it.each<[string, string[], string[]]>([
    [
      'a customer who forwards one',
      from('Fwd: Undelivered Mail Returned to Sender'),
      ['¿Qué es esto?', '', 'I could not deliver it. 550 5.1.1 user unknown'],
    ],
    [
      'a customer who tells of one',
      from('Mail delivery failed: ¿qué hago?'),
      ['Me sale «550 user unknown» al escribir a ana@example.net.'],
    ],
    [
      'a postmaster who writes',
      ['From: Postmaster <postmaster@example.com>', 'Subject: Pregunta'],
      ['¿Pueden ayudarnos con el certificado?'],
    ],
    [
      'a vacation notice with the null sender',
      ['Return-Path: <>', ...from('Respuesta automática: x')],
      ['Estoy fuera.'],
    ],
  ])('are not seen in %s', (_what, headers, body) => {
    expect(parse(headers, body).bounce).toBeNull();
  });
});

describe('reports', () => {
  const report = (kind: string, type: string, fields: string[]): InboundMail =>
    parse(
      [
        'From: ana@example.com',
        'Subject: x',
        `Content-Type: multipart/report; report-type=${kind}; boundary=b`,
      ],
      [
        '--b',
        '',
        'texto',
        '--b',
        `Content-Type: ${type}`,
        '',
        ...fields,
        '--b',
        'Content-Type: text/rfc822-headers',
        '',
        'Message-ID: <o@example.net>',
        '--b--',
      ],
    );

  it('know a read receipt', () => {
    const mail = report('disposition-notification', 'message/disposition-notification', [
      'Final-Recipient: rfc822; ana@example.com',
      'Original-Message-ID: <m@example.net>',
      'Disposition: manual-action/MDN-sent-manually; displayed',
    ]);
    expect(mail).toMatchObject({
      autoReply: true,
      bounce: null,
      report: {
        kind: 'disposition',
        type: 'displayed',
        recipient: 'ana@example.com',
        originalMessageId: 'm@example.net',
      },
    });
  });

  it('know a complaint', () => {
    const mail = report('feedback-report', 'message/feedback-report', [
      'Feedback-Type: abuse',
      'Original-Rcpt-To: ana@example.com',
    ]);
    expect(mail).toMatchObject({
      automatic: true,
      autoReply: false,
      bounce: null,
      report: { kind: 'feedback', type: 'abuse', originalMessageId: 'o@example.net' },
    });
  });
});

describe('trustedAuthResults', () => {
  const { headers } = parse([
    'Authentication-Results: mx.example.com; spf=pass (ok; really) smtp.mailfrom=a@b.c; dkim=fail header.d=b.c; dmarc=pass header.from="b.c"',
    'Authentication-Results: evil.example; dmarc=pass',
    'Authentication-Results: mx.example.com 1; none',
  ]);

  it('reads what the trusted host wrote, and nothing else', () => {
    expect(trustedAuthResults(headers, 'MX.example.com')).toEqual([
      { method: 'spf', verdict: 'pass', properties: { 'smtp.mailfrom': 'a@b.c' } },
      { method: 'dkim', verdict: 'fail', properties: { 'header.d': 'b.c' } },
      { method: 'dmarc', verdict: 'pass', properties: { 'header.from': 'b.c' } },
    ]);
    expect(trustedAuthResults(headers, 'other.example')).toEqual([]);
    expect(trustedAuthResults(headers, '')).toEqual([]);
  });
});

describe('an automatic answer that no header tells', () => {
  const answer = (subject: string, body: string) =>
    parseInboundMailSync(
      Buffer.from(
        `From: Ana <ana@x.test>\r\nSubject: ${subject}\r\nIn-Reply-To: <a@y.test>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${body}\r\n`,
      ),
    ).autoReply;

  it.each([
    [
      'en',
      'Hi,\n\nI am currently out of the office and will return on 12 December. For urgent matters contact Bob.',
    ],
    ['es', 'Gracias por su correo. Estaré de vacaciones hasta el 15 de agosto. No tendré acceso al correo.'],
    [
      'de',
      'Vielen Dank für Ihre Nachricht. Ich bin zurzeit nicht im Büro und ab dem 5. Januar wieder erreichbar.',
    ],
    [
      'fr',
      'Je suis actuellement en congés et serai de retour le 5 janvier. Je n’aurai pas accès à mes mails.',
    ],
    ['it', 'Sono assente dall’ufficio fino al 12 dicembre, per urgenze contattare Mario.'],
    ['nl', 'Ik ben momenteel niet op kantoor. Op 5 januari ben ik weer bereikbaar.'],
    ['ru', 'Здравствуйте! Меня нет на рабочем месте до 12 декабря. По срочным вопросам обращайтесь к Ивану.'],
    [
      'left',
      'I have left the company. Your email has not been forwarded. Please contact jane@acme.test.\n\nRegards\nAna',
    ],
    ['machine', 'Hemos recibido su correo. Este es un mensaje automático, por favor no responda.'],
  ])('is told by its text: %s', (_, body) => {
    expect(answer('Re: Caso', body)).toBe(true);
  });

  it.each([
    ['Re: reunión', 'Estoy fuera de la oficina mañana, ¿lo vemos el lunes?'],
    ['Re: case', 'I will be out of the office tomorrow but you can call me. The printer still fails.'],
    ['Re: case', 'I am back from vacation now, here is the log you asked for.'],
    ['Re: case', 'We received the automatic message again. Please check what is wrong with it.'],
    ['Out of office setup', 'How do I set an out of office reply in Outlook? It does not work.'],
  ])('is not what a person writes who has more to say: %s', (subject, body) => {
    expect(answer(subject, body)).toBe(false);
  });
});
