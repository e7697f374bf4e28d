import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { safeFilename } from './filename.js';

describe('names of files', () => {
  it.each([
    ['informe anual.pdf', 'informe anual.pdf'],
    ['señal 日本語 👩‍💻.png', 'señal 日本語 👩‍💻.png'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\x\\y.log', 'y.log'],
    ['/var/log/app.log', 'app.log'],
    ['a\0b\r\nc.txt', 'abc.txt'],
    ['photo\u202Egpj.exe', 'photogpj.exe'],
    ['virus.exe. . ', 'virus.exe'],
    ['.htaccess', 'htaccess'],
    ['a<b>:"c"|?*.txt', 'a_b___c____.txt'],
    ['CON.txt', '_CON.txt'],
    ['console.txt', 'console.txt'],
    ['  many   spaces .txt', 'many spaces .txt'],
    ['sen\u0303al.txt', 'señal.txt'],
  ])('%j is stored as %j', (raw, name) => {
    expect(safeFilename(raw)).toBe(name);
  });

  it.each(['', '.', '..', ' . ', '/', 'folder/', '\u202E', '\0'])('%j is none', (raw) => {
    expect(safeFilename(raw)).toBeUndefined();
  });

  it('are cut to 255 bytes in front of the extension, between characters', () => {
    const long = safeFilename(`${'ñ'.repeat(300)}.tar.gz`)!;
    expect(Buffer.byteLength(long)).toBe(255);
    expect(long).toMatch(/^ñ+\.tar\.gz$/);
    expect(Buffer.byteLength(safeFilename(`x.${'y'.repeat(400)}`)!)).toBe(255);
  });

  it('are safe whatever came, and stay as they are when they come again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (raw) => {
        const name = safeFilename(raw);
        if (name === undefined) return;
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
        // eslint-disable-next-line no-control-regex
        expect(name).not.toMatch(/[/\\\u0000-\u001F<>:"|?*]|^\.|[. ]$/);
        expect(safeFilename(name)).toBe(name);
      }),
    );
  });
});
