import { describe, expect, it } from '@jest/globals';
import { parseInboundMailSync, type InboundMail } from '../index.js';

const encoded = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;

function notice(from: string, subject: string, lines: readonly string[], ...headers: string[]): InboundMail {
  const head = [
    `From: ${from}`,
    'To: me@here.test',
    `Subject: ${encoded(subject)}`,
    ...headers,
    'Content-Type: text/plain; charset=utf-8',
  ];
  return parseInboundMailSync(Buffer.from([...head, '', ...lines].join('\r\n')));
}

describe('notices without a machine-readable part', () => {
  it.each<[server: string, from: string, subject: string, status: string, lines: string[]]>([
    [
      'James',
      'postmaster@mx.test',
      '[BOUNCE]',
      '5.1.1',
      [
        'Hi. This is the James mail server at mx.test.',
        'I’m afraid I wasn’t able to deliver your message to the following addresses.',
        'Failed recipient(s):',
        'kim@dest.test',
        'Error message:',
        '550 - Requested action not taken: no such user here',
      ],
    ],
    [
      'InterScan',
      'InterScan MSS <interscan@mx.test>',
      'Mail could not be delivered',
      '5.1.1',
      ['Sent <<< RCPT TO:<kim@dest.test>', 'Received >>> 550 5.1.1 <kim@dest.test>... user unknown'],
    ],
    [
      'MailMarshal',
      'Postmaster@mx.test',
      'Undeliverable Mail: "hello"',
      '5.1.1',
      [
        'Your message:',
        '   From:    me@here.test',
        'Could not be delivered because of',
        '550 5.1.1 User unknown',
        'The following recipients were affected:',
        '    kim@dest.test',
      ],
    ],
    [
      'Barracuda',
      'postmaster@mx.test',
      '**Message you sent blocked by our bulk email filter**',
      '5.7.1',
      ['Your message to: kim@dest.test', 'was blocked by our Spam Firewall.'],
    ],
    [
      'amavis',
      '"Content-filter at mx.test" <postmaster@mx.test>',
      'Considered UNSOLICITED BULK EMAIL, apparently from you',
      '5.0.0',
      ['A message from <me@here.test> to:', '-> kim@dest.test', 'Delivery of the email was stopped!'],
    ],
    [
      'a phone company',
      'post_master@mx.test',
      'Undeliverable Message',
      '5.0.0',
      ['Error:  No valid recipients for this MM', 'To: kim@dest.test'],
    ],
    [
      'Notes, German',
      'Postmaster@mx.test',
      'FEHLER BEI DER ZUSTELLUNG: User kim (kim@dest.test) not listed in Domino Directory',
      '5.1.1',
      [
        'wurde nicht zugestellt an:',
        '  kim@dest.test',
        'Grund:',
        '  User kim not listed in Domino Directory',
      ],
    ],
    [
      'au',
      'Postmaster@mx.test',
      'Mail System Error - Returned Mail',
      '5.0.0',
      ['The user(s) account is disabled.', '<kim@dest.test>'],
    ],
    [
      'an unknown one in a language we do not read',
      'MAILER-DAEMON@mx.test',
      'Pranešimas',
      '5.1.1',
      ['<kim@dest.test>: 550 5.1.1 nėra tokio gavėjo'],
    ],
  ])('of %s', (_server, from, subject, status, lines) => {
    expect(notice(from, subject, lines).bounce).toMatchObject({
      recipient: 'kim@dest.test',
      action: 'failed',
      status,
    });
  });

  it.each([
    ['es', 'No se puede entregar: hola', 'Error en la entrega a estos destinatarios o grupos:'],
    ['ca', 'No es pot lliurar: hola', 'No s’ha pogut lliurar a aquests destinataris o grups:'],
    ['pt', 'Não é possível entregar: olá', 'Falha na entrega a estes destinatários ou grupos:'],
    ['pt-BR', 'Não entregue: olá', 'Falha na entrega para estes destinatários ou grupos:'],
    ['fr', 'Non remis : bonjour', 'Échec de la remise à ces destinataires ou groupes :'],
    ['it', 'Non recapitabile: ciao', 'Recapito non riuscito a questi destinatari o gruppi:'],
    ['de', 'Unzustellbar: Hallo', 'Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:'],
    ['nl', 'Onbestelbaar: hallo', 'Bezorging aan de volgende geadresseerden of groepen is mislukt:'],
    ['sv', 'Kan inte levereras: hej', 'Det gick inte att leverera till följande mottagare:'],
    ['da', 'Kan ikke leveres: hej', 'Levering til følgende modtagere eller grupper mislykkedes:'],
    ['fi', 'Ei voi toimittaa: hei', 'Toimitus seuraaville vastaanottajille epäonnistui:'],
    ['pl', 'Niedostarczalne: witam', 'Nie można dostarczyć do następujących adresatów lub grup:'],
    ['cs', 'Nedoručitelné: ahoj', 'Doručení následujícím příjemcům nebo skupinám se nezdařilo:'],
    ['ru', 'Не удалось доставить: привет', 'Сбой доставки следующим получателям или группам:'],
    ['hu', 'Kézbesíthetetlen: szia', 'A kézbesítés sikertelen volt a következő címzetteknek:'],
    ['tr', 'Teslim edilemedi: merhaba', 'Şu alıcılara veya gruplara teslim işlemi başarısız oldu:'],
    ['zh-CN', '无法投递: 你好', '未能向以下收件人或组传递邮件:'],
    ['zh-TW', '無法傳遞: 你好', '傳送至下列收件者或群組失敗:'],
    ['ja', '配信できませんでした: こんにちは', '次の受信者またはグループへの配信に失敗しました:'],
    ['ko', '배달되지 않음: 안녕', '다음 받는 사람 또는 그룹에 배달하지 못했습니다.'],
  ])('of Exchange, %s', (_language, subject, sentence) => {
    const mail = notice('postmaster@mx.test', subject, [sentence, '', 'kim@dest.test']);
    expect(mail.bounce).toMatchObject({ recipient: 'kim@dest.test', action: 'failed' });
    // The same words from a person are a question about such a notice.
    const asked = notice('Ana <ana@x.test>', subject, ['¿Qué es esto?', sentence, '', 'kim@dest.test']);
    expect(asked).toMatchObject({ bounce: null, automatic: false });
  });

  it.each([
    [
      'es',
      'Notificación de estado de entrega (Error)',
      'Error en la entrega a los siguientes destinatarios.',
    ],
    ['fr', 'Notification d’état de remise (Échec)', 'Échec de la remise aux destinataires suivants.'],
    [
      'de',
      'Benachrichtigung zum Zustellstatus (Fehler)',
      'Übermittlung an folgende Empfänger fehlgeschlagen.',
    ],
    [
      'it',
      'Notifica sullo stato del recapito (errore)',
      'Impossibile recapitare il messaggio ai seguenti destinatari.',
    ],
    ['pt', 'Notificação do estado da entrega (falha)', 'A entrega falhou para os seguintes destinatários.'],
  ])('of older Exchange, %s', (_language, subject, sentence) => {
    const mail = notice('postmaster@mx.test', subject, [sentence, '', '       kim@dest.test']);
    expect(mail.bounce).toMatchObject({ recipient: 'kim@dest.test', action: 'failed' });
  });

  it.each([
    ['en', 'Delivery delayed: hello', 'This message hasn’t been delivered yet.'],
    ['es', 'Entrega retrasada: hola', 'El mensaje no se ha entregado todavía.'],
    ['fr', 'Remise retardée : bonjour', 'Votre message n’a pas encore été remis.'],
    ['de', 'Verzögerte Zustellung', 'Ihre Nachricht konnte bisher nicht zugestellt werden.'],
    ['ru', 'Задержка доставки', 'Сообщение еще не доставлено.'],
  ])('of a delay, %s', (_language, subject, sentence) => {
    const mail = notice('postmaster@mx.test', subject, [sentence, '', 'kim@dest.test'], 'Return-Path: <>');
    expect(mail.bounce).toMatchObject({ recipient: 'kim@dest.test', action: 'delayed', permanent: false });
  });

  it.each([
    ['Mail delivery failed', 'When I write to bob@x.test I get "Mail delivery failed: user unknown".'],
    ['Delivery failure', 'The courier did not deliver my parcel. Delivery to Calle Mayor 1 failed twice.'],
    ['Fallo en la entrega de su pedido', 'No fue posible entregar el paquete en su domicilio.'],
    [
      'Postmaster',
      'Mails to postmaster@x.test give "550 5.1.1 unknown user" after RCPT TO:<postmaster@x.test>.',
    ],
    ['Verzögerung', 'Die Lieferung verzögert sich und wurde noch nicht zugestellt.'],
  ])('are not seen in what a person writes: %s', (subject, text) => {
    expect(notice('Ana <ana@x.test>', subject, [text])).toMatchObject({ bounce: null, automatic: false });
  });
});
