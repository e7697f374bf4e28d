import { describe, expect, it } from '@jest/globals';
import { MAIL_TEMPLATE_KINDS } from '@noxdesk/contracts';
import fc from 'fast-check';
import { asHtml } from './mail-html.js';
import { asText } from './mail-text.js';
import type { MailContent } from './mail-view.js';
import { faultsOf, renderTemplate } from './render-template.js';
import { DEFAULT_TEMPLATES } from './template-defaults.js';
import { TEMPLATE_KINDS } from './template-kinds.js';

const content = (body: string, values: Record<string, string>): MailContent => ({
  locale: 'es',
  brand: { name: 'Acme', logo: null, accent: '#2454a6', onAccent: '#ffffff' },
  place: '',
  message: null,
  footer: ['Pie'],
  blocks: renderTemplate({ subject: '', body }, values).blocks,
});
const html = (body: string, values: Record<string, string> = {}) => asHtml(content(body, values));
const text = (body: string, values: Record<string, string> = {}) =>
  asText(content(body, values)).split('\n\n-- ')[0];
const faults = (body: string, kind: (typeof MAIL_TEMPLATE_KINDS)[number] = 'receipt', subject = 'x') =>
  faultsOf(kind, { subject, body }).map(({ field, error }) => [field, error.code, error.value]);

describe('a mail template', () => {
  it('puts values in their places, and shows conditions only where there is something', () => {
    const body =
      '# Hola {{ name }}\n\n{{#if tenant}}De {{tenant}}{{#if subject}}, {{subject}}{{/if}}.{{/if}}';
    expect(text(body, { name: 'Ana', tenant: 'Acme' })).toBe('Hola Ana\n\nDe Acme.');
    expect(text(body, { name: 'Ana', tenant: 'Acme', subject: 'Hoy' })).toBe('Hola Ana\n\nDe Acme, Hoy.');
    expect(text(body, { name: 'Ana' })).toBe('Hola Ana');
  });

  it('knows headings, lists, strong words, links, and buttons: links that stand alone', () => {
    const body = '# Uno\n\n- a\n- **b**\n\nVer [aquí]({{link}}) o https://x.test\n\n[Abrir]({{link}})';
    const values = { link: 'https://desk.test/t/1' };
    expect(text(body, values)).toBe(
      'Uno\n\n- a\n- b\n\nVer aquí (https://desk.test/t/1) o https://x.test\n\nAbrir:\nhttps://desk.test/t/1',
    );
    const page = html(body, values);
    expect(page).toContain('<strong>b</strong>');
    expect(page).toContain('bgcolor="#2454a6"');
    expect(page.match(/href="https:\/\/desk\.test\/t\/1"/g)).toHaveLength(2);
  });

  it('leaves out a button that leads nowhere', () => {
    expect(text('Hola\n\n[Abrir]({{link}})', { link: '' })).toBe('Hola');
  });

  it('never reads a value as markup, code or a variable', () => {
    const evil = '[pulsa](https://evil.test) **x** # {{name}} <script>alert(1)</script>\n\n- y\n{{#if a}}';
    const page = html('{{subject}}', { subject: evil, name: 'SECRETO' });
    expect(page).not.toContain('href="https://evil.test"');
    expect(page).not.toContain('<script>');
    expect(page).not.toContain('<strong>x</strong>');
    expect(page).not.toContain('SECRETO');
    expect(text('{{subject}}', { subject: evil })).toContain('{{name}} <script>');
  });

  it('escapes whatever a value holds, wherever it stands', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const page = html(
          '# {{a}}\n\n- {{a}}\n\n**{{a}}** [{{a}}](https://x.test)\n\n[{{a}}](https://x.test)',
          {
            a: `<b>"'&${value}`,
          },
        );
        expect(page).not.toContain('<b>');
        expect(page).not.toContain(`"'&`);
      }),
      { numRuns: 200 },
    );
  });

  it('makes no link of what is none', () => {
    expect(html('[x](javascript:alert(1))')).not.toContain('href');
  });

  it('makes one line of a subject, whatever is in it', () => {
    const { subject } = renderTemplate(
      { subject: 'De {{name}}', body: '' },
      { name: 'Ana\r\nBcc: todos@evil.test\u2028\u0000x' },
    );
    expect(subject).toBe('De Ana Bcc: todos@evil.test x');
  });

  it.each([
    ['Hola {{nombre}}', 'unknown_variable', 'nombre'],
    ['Hola {{constructor}}', 'unknown_variable', 'constructor'],
    ['{{#if admin}}x{{/if}}', 'unknown_variable', 'admin'],
    ['Hola {{name', 'template_syntax', 'Hola {{name'],
    ['Hola {{name.constructor}}', 'template_syntax', '{{name.constructor}}'],
    ['{{ process.exit() }}', 'template_syntax', '{{ process.exit() }}'],
    ['{{#each name}}', 'template_syntax', '{{#each name}}'],
    ['{{#if name}}sin fin', 'template_syntax', '{{#if name}}'],
    ['{{/if}}', 'template_syntax', '{{/if}}'],
    ['[x](javascript:alert`1`)', 'invalid_link', 'javascript:alert`1`'],
    ['[x]({{name}})', 'invalid_link', '{{name}}'],
    ['[x](https://x.test/{{name}})', 'invalid_link', 'https://x.test/{{name}}'],
  ])('is refused by name: %s', (body, code, value) => {
    expect(faults(body)).toEqual([['body', code, value]]);
  });

  it('must say what its kind is for', () => {
    expect(faults('Hola', 'reset')).toEqual([['body', 'missing_variable', 'link']]);
    expect(faults('Hola', 'reply')).toEqual([['body', 'missing_variable', 'message']]);
    expect(faults('Dice: {{message}}', 'reply')).toEqual([['body', 'message_alone', 'message']]);
    expect(faults('{{message}}', 'reply', '{{message}}')).toEqual([
      ['subject', 'unknown_variable', 'message'],
    ]);
  });

  it('is right as it comes, in each language', () => {
    for (const locale of ['es', 'en'] as const) {
      for (const kind of MAIL_TEMPLATE_KINDS) {
        expect([kind, faultsOf(kind, DEFAULT_TEMPLATES[locale][kind])]).toEqual([kind, []]);
      }
      expect(Object.keys(DEFAULT_TEMPLATES[locale]).sort()).toEqual(Object.keys(TEMPLATE_KINDS).sort());
    }
  });

  it('is read in a time that grows with its size', () => {
    const started = performance.now();
    for (const body of ['{{'.repeat(5_000), '['.repeat(10_000), '**a'.repeat(3_333), '[a]('.repeat(2_500)]) {
      faults(body);
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
