import { describe, expect, it } from '@jest/globals';
import { parseInboundMailSync, type InboundMail } from '../index.js';

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
    ['X-Mailer: vacation 1.2.6'],
    ['Preference: auto_reply'],
    ['X-Precedence: auto_reply'],
    ['X-Yahoo-Auto-Reply: 1'],
    ['X-Cpanel-Autorespond: 1'],
    ['X-Vacation-Response: 1'],
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
    ['Urlaub', 'Ich bin bis Montag im Urlaub. In dringenden Fällen wenden Sie sich bitte an Herrn Muster.'],
    ['Vacaciones', 'Estoy de vacaciones hasta el 31 de agosto. Para asuntos urgentes contacte con Juan.'],
    [
      'Absence',
      'Bonjour,\r\n\r\nJe suis absente jusqu’au 5 janvier. En cas d’urgence, merci de contacter Paul.',
    ],
    ['Nieobecność', 'Jestem na urlopie do 5 stycznia. W pilnych sprawach proszę o kontakt z Janem.'],
    ['Отпуск', 'Я в отпуске до 5 января. По срочным вопросам обращайтесь к Ивану.'],
    [
      '休暇のお知らせ',
      '休暇をいただいております。1月5日より出社いたします。お急ぎの場合は田中までご連絡ください。',
    ],
    ['不在', '我正在休假，1月5日返回。如有紧急情况请联系李明。'],
    ['I am out of office', 'I will be back on Monday. For urgent matters call Bob.'],
    ['Estoy fuera de la oficina', 'Vuelvo el lunes.'],
  ])('are known by subject and text together: %s', (subject, body) => {
    expect(parse(from(subject), [body]).autoReply).toBe(true);
  });

  it.each([
    ['不在', '外出しております。'],
    ['Urlaub', 'Ich bin bis Montag im Urlaub.'],
  ])('are known by less where they answer a mail: %s', (subject, body) => {
    expect(parse(from(subject, 'In-Reply-To: <a@b>'), [body]).autoReply).toBe(true);
    expect(parse(from(subject), [body]).autoReply).toBe(false);
  });

  it.each([
    ['Urlaub', 'Ich bin ab Montag im Urlaub und brauche vorher noch Zugang zum VPN.'],
    ['Urlaub', 'Ich bin nächste Woche im Urlaub. Bitte Termin verschieben.'],
    ['Urlaubsantrag', 'Ich bin vom 3. bis 7. im Urlaub, bitte genehmigen.'],
    ['Vacaciones', 'Estaré de vacaciones del 3 al 15. Por favor, bloqueen mi cuenta mientras tanto.'],
    ['On vacation', 'I am on vacation until August 3. Please pause the deliveries.'],
    ['Out of office message', 'I will be on vacation next week; please set up the out of office message.'],
    ['Ausencia de Juan', 'Juan estará ausente mañana, de vacaciones. Mandad a otro técnico.'],
    ['Absence', 'Je suis absent demain, merci de reporter le rendez-vous.'],
    ['Vakantie', 'Ik ben op vakantie van 3 tot 10 augustus, graag levering uitstellen.'],
    ['Nieobecność', 'Jestem nieobecny jutro, proszę o zmianę terminu.'],
    ['Отпуск', 'Я в отпуске до 5 июля, отключите доступ.'],
    ['休暇', '来週は休暇を取ります。VPNを止めてください。'],
    ['Respuesta automática', 'No consigo activarla en Outlook, ¿me ayudan?'],
  ])('are not seen in a mail of somebody who will be away and wants something: %s', (subject, body) => {
    expect(parse(from(subject), [body])).toMatchObject({ autoReply: false, automatic: false });
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
    'X-Allow-Auto-Reply: no',
    'X-My-Autoreply: false',
    'Feedback-ID: a:b:c',
    'X-Priority: 1',
  ])('is not claimed by %s', (header) => {
    expect(parse(from('Hola', header)).automatic).toBe(false);
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
    ['ja', 'メールありがとうございます。1月5日まで不在にしております。戻り次第返信いたします。'],
    ['left, es', 'Ana López ya no trabaja en la empresa. Por favor, dirija sus mensajes a bob@acme.test.'],
    ['unread', 'This mailbox is no longer monitored. Please contact support@acme.test.'],
    ['closed', 'Unser Büro ist vom 24.12. bis 2.1. geschlossen. Wir melden uns danach bei Ihnen.'],
    ['es, not in', 'En estos momentos no me encuentro en la oficina. Volveré el 12 de enero.'],
    ['es, enjoying it', 'Me encuentro disfrutando de mis vacaciones, con regreso el día 1 de septiembre.'],
    ['en, ooo', 'Hi,\n\nI’m OOO until Jan 12. For anything urgent ping Joe.\n\nBest,\nAna'],
    [
      'en, note',
      'Please note that I am on parental leave and will be back in September. Please contact Bob.',
    ],
    ['fr, short', 'Absent du bureau du 5 au 12 janvier. Vos messages ne seront pas transférés.'],
    ['de, turned', 'Vom 5.1. bis 12.1. befinde ich mich im Urlaub. Ihre Mail wird nicht bearbeitet.'],
    ['de, again', 'Danke für deine Mail. Ich bin erst am 12.01. wieder im Büro.'],
    ['nl, back', 'Momenteel ben ik met vakantie. Vanaf 12 januari ben ik terug.'],
    ['pl', 'W dniach 5-12 stycznia przebywam na urlopie. W sprawach pilnych proszę o kontakt z Janem.'],
    ['zh', '您好，我正在休年假，1月12日回到办公室。如有急事请致电13800000000。'],
    ['machine, ru', 'Ваше письмо получено. Это письмо отправлено автоматически, не отвечайте на него.'],
    ['machine, ja', 'このメールは自動送信されています。お問い合わせありがとうございます。'],
    ['machine, de', 'Wir haben Ihre E-Mail erhalten. Diese Nachricht wurde automatisch erstellt.'],
    ['machine, fr', 'Nous avons bien reçu votre message. Courriel généré automatiquement.'],
    ['machine, en', 'We have received your email. Do not reply to this automatically generated message.'],
    ['machine', 'Hemos recibido su correo. Este es un mensaje automático, por favor no responda.'],
  ])('is told by its text: %s', (_, body) => {
    expect(answer('Re: Caso', body)).toBe(true);
  });

  it.each([
    ['Re: reunión', 'Estoy fuera de la oficina mañana, ¿lo vemos el lunes?'],
    ['Re: case', 'I will be out of the office tomorrow but you can call me. The printer still fails.'],
    ['Re: case', 'I am back from vacation now, here is the log you asked for.'],
    ['Re: case', 'We received the automatic message again. Please check what is wrong with it.'],
    ['Re: Счёт', 'Я буду в отпуске со следующей недели, а принтер не работает. Пришлите мастера до пятницы.'],
    [
      'Fuera de oficina',
      'No consigo configurar el mensaje de fuera de oficina. Lo necesito, me voy de vacaciones.',
    ],
    ['Re: Rechnung', 'Ich bin morgen nicht im Büro. Bitte bringen Sie die Tastatur am Mittwoch, sie klemmt.'],
    ['Re: 発注', '来週は出張のため、今週中に修理をお願いします。プリンターの電源が入りません。'],
    ['Out of office setup', 'How do I set an out of office reply in Outlook? It does not work.'],
  ])('is not what a person writes who has more to say: %s', (subject, body) => {
    expect(answer(subject, body)).toBe(false);
  });
});
