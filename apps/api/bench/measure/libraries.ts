import { addBusinessTime, type Calendar } from '@noxdesk/domain';
import { parseInboundMailSync } from '@noxdesk/mail';
import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import { type Compared, rounded } from './compare.js';
import { median } from './load.js';

const OFFICE: Calendar = {
  timezone: 'Europe/Madrid',
  weekly: ([1, 2, 3, 4, 5] as const).flatMap((weekday) => [
    { weekday, from: '09:00', to: '14:00' },
    { weekday, from: '15:00', to: '19:00' },
  ]),
  holidays: ['2026-01-01', '2026-01-06', '2026-05-01', '2026-10-12', '2026-12-08', '2026-12-25'],
};
const WEEK_OF_WORK = 5 * 9 * 60;
const ROUNDS = 3;

/** Our libraries alone: calendar arithmetic, and the mail parser beside those that others use. */
export async function measureLibraries(milliseconds: number): Promise<Compared[]> {
  const starts = Array.from({ length: 1_024 }, (_, i) =>
    new Date(Date.UTC(2026, 0, 1) + ((i * 7_919_777) % (365 * 86_400_000))).toISOString(),
  );
  let turn = 0;
  const calendar = await perSecond(milliseconds, () => {
    addBusinessTime(OFFICE, starts[(turn += 1) % starts.length]!, WEEK_OF_WORK);
  });
  const mail = exampleMail();
  const ours = await perSecond(milliseconds, () => void parseInboundMailSync(mail));
  const theirs = await perSecond(milliseconds, () => simpleParser(mail));
  const postal = await perSecond(milliseconds, () => new PostalMime().parse(mail));
  return [
    line('business_time', 'addBusinessTime, a week', calendar, null),
    line('mail_parse_mailparser', 'parse a mail (floor: mailparser)', ours, theirs),
    line('mail_parse_postal_mime', 'parse a mail (floor: postal-mime)', ours, postal),
  ];
}

async function perSecond(milliseconds: number, run: () => unknown): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now();
    let done = 0;
    while (performance.now() - begun < milliseconds) {
      for (let i = 0; i < 16; i += 1) await run();
      done += 16;
    }
    rates.push((done * 1_000) / (performance.now() - begun));
  }
  return median(rates);
}

const line = (name: string, label: string, value: number, floor: number | null): Compared => ({
  name,
  label,
  unit: 'operations/s',
  value: Math.round(value),
  floor: floor === null ? null : Math.round(floor),
  ratio: floor === null ? null : rounded(value / floor, 2),
  goal: null,
  cpu_ms: rounded(1_000 / value, 4),
  floorCpuMs: null,
  appCpuMs: null,
  cpuGoal: null,
  p50: 0,
  p95: 0,
  roundTrips: 0,
});

/** A mail as programs send them: text and HTML, an attachment in base64, about 19 KB. */
export function exampleMail(messageId = 'example@empresa.test', from = 'begona@empresa.test'): Buffer {
  const text = 'No puedo imprimir la factura desde el panel =E2=80=94 aparece un error.\r\n'.repeat(30);
  const file = Buffer.from('una línea del registro\n'.repeat(450))
    .toString('base64')
    .replace(/.{76}/g, '$&\r\n');
  return Buffer.from(
    [
      'Received: from mx.empresa.test by mail.example.test; Mon, 05 Oct 2026 09:12:44 +0200',
      `From: =?utf-8?Q?Bego=C3=B1a_N=C3=BA=C3=B1ez?= <${from}>`,
      'To: soporte@example.test',
      'Subject: =?utf-8?B?RmFjdHVyYSBkdXBsaWNhZGEgZGVsIG1lcyBkZSBzZXB0aWVtYnJl?=',
      'Date: Mon, 05 Oct 2026 09:12:43 +0200',
      `Message-ID: <${messageId}>`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="out"',
      '',
      '--out',
      'Content-Type: multipart/alternative; boundary="in"',
      '',
      '--in',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      text,
      '--in',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      `<html><body><p>${text}</p></body></html>`,
      '--in--',
      '--out',
      'Content-Type: text/plain; name="registro.log"',
      'Content-Disposition: attachment; filename="registro.log"',
      'Content-Transfer-Encoding: base64',
      '',
      file,
      '--out--',
      '',
    ].join('\r\n'),
  );
}
