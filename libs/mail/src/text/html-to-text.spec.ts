import { describe, expect, it } from '@jest/globals';
import { htmlToLines, htmlToText } from './html-to-text.js';

describe('htmlToText', () => {
  it.each([
    ['paragraphs', '<p>uno</p><p>dos</p>', 'uno\n\ndos'],
    [
      'divisions and breaks',
      '<div>uno</div><div>dos<br>tres</div><div><br></div><div>cuatro</div>',
      'uno\ndos\ntres\n\ncuatro',
    ],
    ['white space', '<p>  a\n   b&nbsp;<b> c</b>d </p>', 'a b  cd'],
    ['lists', '<ul><li>uno<li>dos<ol><li>a<li>b</ol></ul>', '- uno\n- dos\n  1. a\n  2. b'],
    ['tables', '<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
    [
      'links',
      '<a href="https://example.com/x">aquí</a> y <a href="https://example.com">example.com</a>',
      'aquí <https://example.com/x> y example.com',
    ],
    ['quotes', '<p>sí</p><blockquote>¿va?<br>¿y esto?</blockquote>', 'sí\n\n> ¿va?\n> ¿y esto?'],
    ['entities', '&lt;a&gt; &amp; &eacute; &#8364;', '<a> & é €'],
    [
      'what is not shown',
      '<head><title>t</title><style>p{}</style></head><script>x()</script><p hidden>n</p><div style="display:none">n</div>sí',
      'sí',
    ],
    ['preformatted text', '<pre>a\n  b</pre>', 'a\n  b'],
    ['pictures by their names', '<img alt="Plano" src=x><img alt="" src=y>', '[Plano]'],
    [
      'Outlook’s paragraphs, which have no margins',
      '<p class=MsoNormal>a</p><p class=MsoNormal>b</p>',
      'a\nb',
    ],
  ])('reads %s', (_what, html, expected) => {
    expect(htmlToText(html)).toBe(expected);
  });

  it('is linear in size and depth', () => {
    const started = performance.now();
    htmlToText('<div>'.repeat(100_000));
    htmlToText('<blockquote>'.repeat(50_000) + 'x');
    htmlToText('<p>x'.repeat(100_000));
    htmlToText('<'.repeat(500_000));
    expect(performance.now() - started).toBeLessThan(8000);
  });
});

describe('htmlToLines', () => {
  it.each([
    [
      'Gmail',
      '<div dir="ltr">sí</div><div class="gmail_quote"><div class="gmail_attr">El lunes…</div><blockquote>no</blockquote></div>',
    ],
    [
      'Outlook on the web',
      '<div>sí</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">De: x</div><div>no</div>',
    ],
    [
      'Outlook',
      '<p class=MsoNormal>sí</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p>De: x</p></div><p>no</p>',
    ],
    ['Yahoo', '<div>sí</div><div id="ydp1" class="ydp1yahoo_quoted yahoo_quoted">no</div>'],
    ['Thunderbird', 'sí<div class="moz-cite-prefix">El 23/11…</div><blockquote type="cite">no</blockquote>'],
    ['Proton', '<div>sí</div><div class="protonmail_quote">no</div>'],
  ])('knows where %s begins to quote', (_client, html) => {
    const { lines, marks } = htmlToLines(html);
    const own = lines.filter(
      (line, at) => marks[at] !== 'quote' && line.trim() !== '' && !line.startsWith('>'),
    );
    expect(own.filter((line) => !line.startsWith('____'))).toEqual(['sí']);
  });
});
