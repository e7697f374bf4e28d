import { describe, expect, it } from '@jest/globals';
import { parseInboundMailSync, trustedAuthResults, type InboundMail } from '../index.js';

const parse = (headers: string[], body: string[] = ['Hola']): InboundMail =>
  parseInboundMailSync(Buffer.from([...headers, '', ...body].join('\r\n'), 'utf8'));
const from = (subject: string, ...headers: string[]): string[] => [
  'From: Ana <ana@example.com>',
  `Subject: ${subject}`,
  ...headers,
];

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

  it('take the code of the server that refused, also where only the readable part has it', () => {
    const notice = (text: string, diagnostic: string): InboundMail =>
      parse(
        [
          'From: MAILER-DAEMON@example.net',
          'Subject: Delivery status notification',
          'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
        ],
        [
          ...['--b', '', 'An error has occurred for these recipients:', '', text, '--b'],
          ...['Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; example.net', ''],
          ...[
            'Final-Recipient: rfc822; ana@example.com',
            'Action: failed',
            'Status: 5.0.0',
            diagnostic,
            '--b--',
          ],
        ],
      );
    expect(notice('ana@example.com: 550 5.1.1 <ana@example.com>: unknown', 'X-A: b').bounce).toMatchObject({
      status: '5.1.1',
      permanent: true,
    });
    expect(notice('x', 'Diagnostic-Code: smtp; 550 5.7.1 refused').bounce?.status).toBe('5.7.1');
    expect(notice('x', 'X-A: b').bounce?.status).toBe('5.0.0');
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
    [
      'Gmail, a delay',
      [
        'From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
        'Subject: Delivery Status Notification (Delay)',
      ],
      [
        'There was a temporary problem delivering your message to ana@example.com. Gmail will retry for 46 hours.',
      ],
      { recipient: 'ana@example.com', action: 'delayed', permanent: false },
    ],
    ...[
      ['Não é possível entregar: Caso', 'Falha na entrega para estes destinatários ou grupos:'],
      ['Non recapitabile: Caso', 'Recapito non riuscito per i destinatari o i gruppi seguenti:'],
      ['Недоставленное: Caso', 'Не удалось доставить сообщение следующим получателям:'],
      ['未送达: Caso', '无法将邮件传递给以下收件人或通讯组:'],
      ['Onbestelbaar: Caso', 'De bezorging is mislukt bij de volgende geadresseerden of groepen:'],
    ].map(([subject, words]): [string, string[], string[], object] => [
      `Exchange, ${subject}`,
      ['From: Microsoft Outlook <postmaster@example.net>', `Subject: ${subject}`],
      [
        words!,
        '',
        'ana@example.com',
        "Remote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'",
      ],
      { recipient: 'ana@example.com', status: '5.1.1', permanent: true },
    ]),
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
