import { describe, expect, it } from '@jest/globals';
import { htmlToText, sanitizeMailHtml, splitMailHtml } from '../index.js';

const words = (html: string) =>
  htmlToText(html)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
const parts = (html: string) => {
  const { own, rest } = splitMailHtml(html);
  return { own: words(own), rest: words(rest) };
};

describe('the HTML of a mail that quotes', () => {
  it.each([
    [
      'Gmail',
      '<div dir="ltr">Ya <b>funciona</b>.</div><br><div class="gmail_quote"><div class="gmail_attr">El lun, 23 nov 2026 a las 10:00, Ana (&lt;a@b.test&gt;) escribió:<br></div><blockquote class="gmail_quote">¿Funciona?</blockquote></div>',
      'Ya funciona',
      'El lun 23 nov 2026 a las 10 00 Ana a b test escribió Funciona',
    ],
    [
      'Outlook',
      '<div class="WordSection1"><p class="MsoNormal">Gracias &amp; saludos</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>De:</b> Ana<br><b>Enviado:</b> lunes<br><b>Para:</b> Luis<br><b>Asunto:</b> Caso</p></div><p>Texto anterior</p></div>',
      'Gracias saludos',
      'De Ana Enviado lunes Para Luis Asunto Caso Texto anterior',
    ],
    [
      'Apple Mail',
      '<body>Perfecto.<div><br><blockquote type="cite"><div>On 23 Nov 2026, at 10:00, Ana &lt;a@b.test&gt; wrote:</div><br><div>Works?</div></blockquote></div></body>',
      'Perfecto',
      'On 23 Nov 2026 at 10 00 Ana a b test wrote Works',
    ],
    [
      'a quote above the answer',
      '<blockquote>¿Cuál es el número?</blockquote><p>Es el 42.</p>',
      'Es el 42',
      'Cuál es el número',
    ],
  ])('is folded as its text is: %s', (_, html, own, rest) => {
    expect(parts(html)).toEqual({ own, rest });
  });

  it('stays whole where it quotes nothing, or answers between the quotes', () => {
    const plain = '<p>Hola, <i>gracias</i>.</p>';
    expect(splitMailHtml(plain)).toEqual({ own: plain, rest: '' });
    const between = '<blockquote>¿Uno?</blockquote><p>Sí.</p><blockquote>¿Dos?</blockquote><p>No.</p>';
    expect(parts(between)).toEqual({ own: 'Uno Sí Dos No', rest: '' });
  });

  it('keeps the elements around a text in the part where it stands, and no empty ones', () => {
    const { own, rest } = splitMailHtml(
      '<table><tr><td style="color:red">Mío</td></tr></table><div class="yahoo_quoted"><ul><li>Suyo</li></ul></div>',
    );
    expect(own).toBe('<table><tr><td style="color:red">Mío</td></tr></table>');
    expect(rest).toBe('<div class="yahoo_quoted"><ul><li>Suyo</li></ul></div>');
  });

  it('splits within preformatted text', () => {
    const html = '<pre>Vale.\n\nOn Mon, 23 Nov 2026 at 10:00, Ana wrote:\n&gt; ¿Vale?\n</pre>';
    expect(parts(html)).toEqual({ own: 'Vale', rest: 'On Mon 23 Nov 2026 at 10 00 Ana wrote Vale' });
  });

  it('never lets a hostile attribute out of its quotes', () => {
    const { own } = splitMailHtml(
      '<p title="&quot;><script>x</script>">Mío</p><blockquote>Suyo</blockquote>',
    );
    expect(sanitizeMailHtml(own).html).not.toContain('<script');
    expect(own).toContain('title="&#34;&#62;');
  });
});
