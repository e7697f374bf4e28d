// Parses mails per second: this library with everything it does (text, quotes, classes, containers) against mailparser
// with its text and HTML conversions on. `node libs/mail/bench.mjs [--json FILE] [--seconds N]`, after a build.
import { writeFileSync } from 'node:fs';
import { simpleParser } from 'mailparser';
import { parseInboundMail } from './dist/index.js';

const argument = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at === -1 ? fallback : process.argv[at + 1];
};
const seconds = Number(argument('--seconds', '2'));

/** A mail of about 19 KB: text, HTML with a quote, one attachment. */
export function sampleMail(number) {
  const paragraph =
    'Buenos d=C3=ADas, la impresora de la segunda planta no imprime desde ayer por la ma=C3=B1ana.=20\r\n';
  const html = '<p>Buenos d=C3=ADas, <b>la impresora</b> de la segunda planta no imprime.</p>\r\n';
  const file = Buffer.alloc(9000, 'contenido del fichero adjunto ')
    .toString('base64')
    .replace(/(.{76})/g, '$1\r\n');
  return Buffer.from(
    [
      `From: =?utf-8?Q?Mar=C3=ADa_L=C3=B3pez?= <maria${number}@example.com>`,
      'To: "Soporte, S.L." <soporte@example.net>',
      `Subject: =?utf-8?Q?Impresora_n=C2=BA_${number}?=`,
      'Date: Mon, 23 Nov 2026 10:00:00 +0100',
      `Message-ID: <${number}@example.com>`,
      'References: <1@example.net> <2@example.net>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="m"',
      '',
      '--m',
      'Content-Type: multipart/alternative; boundary="a"',
      '',
      '--a',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      paragraph.repeat(15),
      '',
      'El lun, 23 nov 2026 a las 9:00, Soporte (<soporte@example.net>) escribi=C3=B3:',
      '',
      `> ${paragraph}`.repeat(10),
      '--a',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      html.repeat(20),
      '<blockquote type=3D"cite">',
      html.repeat(10),
      '</blockquote>',
      '--a--',
      '--m',
      'Content-Type: application/pdf; name="informe.pdf"',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename="informe.pdf"',
      '',
      file,
      '--m--',
      '',
    ].join('\r\n'),
  );
}

async function rate(parse) {
  const mails = Array.from({ length: 20 }, (_, number) => sampleMail(number));
  for (const mail of mails) await parse(mail);
  const until = performance.now() + seconds * 1000;
  const started = performance.now();
  let count = 0;
  while (performance.now() < until) for (const mail of mails) count += await parse(mail).then(() => 1);
  return (count * 1000) / (performance.now() - started);
}

const own = await rate((mail) => parseInboundMail(mail));
const peer = await rate((mail) => simpleParser(mail));
const results = [
  {
    name: 'mail.parse',
    unit: 'mails/s',
    value: Math.round(own),
    ratio: Number((own / peer).toFixed(2)),
    floor: 0.5,
  },
  { name: 'mail.parse.mailparser', unit: 'mails/s', value: Math.round(peer) },
];
process.stdout.write(
  `${results.map((each) => `${each.name.padEnd(24)}${String(each.value).padStart(8)} ${each.unit}${each.ratio ? `  ${each.ratio}×` : ''}`).join('\n')}\n`,
);
const file = argument('--json', '');
if (file !== '') writeFileSync(file, JSON.stringify({ results }));
