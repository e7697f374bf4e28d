import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import * as files from '../../../../test/factories/files.js';
import { bufferSource } from './byte-source.js';
import { acceptedExtension, inspectContent } from './inspect.js';

const inspect = (extension: string, content: Buffer | string) =>
  inspectContent(bufferSource(Buffer.from(content as string)), extension);
const latin = (text: string) => Buffer.from(text, 'latin1');
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

describe('a file is what it is called', () => {
  it.each<[string, Buffer | string, string]>([
    ['png', files.PNG, 'image/png'],
    ['jpg', files.JPEG, 'image/jpeg'],
    ['jpeg', files.JPEG, 'image/jpeg'],
    ['gif', files.GIF, 'image/gif'],
    ['pdf', files.PDF, 'application/pdf'],
    ['pdf', Buffer.concat([latin('\xef\xbb\xbf\r\n'), files.PDF]), 'application/pdf'],
    ['doc', files.DOC, 'application/msword'],
    ['docx', files.DOCX, WORD],
    ['zip', files.ZIP, 'application/zip'],
    ['zip', files.DOCX, 'application/zip'],
    ['zip', files.zip({}), 'application/zip'],
    ['tar.gz', files.TARBALL, 'application/gzip'],
    ['tgz', files.TARBALL, 'application/gzip'],
    ['tgz', gzipSync('hello'), 'application/gzip'],
    // Cut off on the way: nothing else can be opened in it.
    ['docx', files.DOCX.subarray(0, 80), WORD],
    ['txt', 'Olá, ¿qué tal?\r\n', 'text/plain'],
    ['txt', latin('\xa1Hola, se\xf1or!'), 'text/plain'],
    ['txt', Buffer.from('\uFEFFHola, señor', 'utf16le'), 'text/plain'],
    ['txt', '', 'text/plain'],
    ['log', '\x1b[31mERROR\x1b[0m <html> was expected\n', 'text/plain'],
    ['txt', 'MZ is how the name of Mozambique is shortened', 'text/plain'],
    ['csv', 'a;b\n1;2\n', 'text/csv'],
    ['json', '{"a": 1}', 'application/json'],
    ['xlsx', files.XLSX, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['xls', files.XLS, 'application/vnd.ms-excel'],
    ['webp', latin('RIFF\x24\0\0\0WEBPVP8 '), 'image/webp'],
    ['mp4', latin('\0\0\0\x18ftypmp42\0\0\0\0'), 'video/mp4'],
    [
      'odt',
      files.zip({ mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': '' }),
      'application/vnd.oasis.opendocument.text',
    ],
  ])('%s', async (extension, content, contentType) => {
    expect(await inspect(extension, content)).toBe(contentType);
  });

  it('is taken as plain bytes under an extension that nobody here knows', async () => {
    expect(await inspect('dwg', latin('AC1032\0\0\0\x01'))).toBe('application/octet-stream');
  });

  it('is never served as what it is when it is a page or a program, accepted by its own name', async () => {
    expect(await inspect('html', '<html><script>alert(1)</script>')).toBe('application/octet-stream');
    expect(await inspect('svg', '<svg onload="alert(1)"/>')).toBe('application/octet-stream');
    expect(await inspect('exe', files.EXE)).toBe('application/octet-stream');
  });
});

describe('a file is refused when it is something else', () => {
  it.each<[string, string, Buffer | string]>([
    ['a program called a picture', 'png', files.EXE],
    ['a program called a text', 'txt', files.ELF],
    ['a program under an unknown extension', 'dwg', files.EXE],
    ['a page called a picture', 'png', '<html><body>'],
    ['a page called a text', 'txt', '\n <!DOCTYPE html><p>hi'],
    ['a page in UTF-16 called a text', 'txt', Buffer.from('\uFEFF<script>alert(1)</script>', 'utf16le')],
    [
      'a drawing with scripts called a text',
      'txt',
      '<?xml version="1.0"?><!-- x --><svg onload="alert(1)"/>',
    ],
    ['a page behind comments called a text', 'txt', '<!-- a --> <!-- b -->\n<script>alert(1)</script>'],
    ['a page under an unknown extension', 'dwg', '<script>alert(1)</script>'],
    ['a JPEG called PNG', 'png', files.JPEG],
    ['a PNG called JPEG', 'jpg', files.PNG],
    ['a script that begins like a GIF', 'gif', 'GIF89a=1;alert(1)//'],
    [
      'a GIF with a page in it',
      'gif',
      Buffer.concat([files.GIF.subarray(0, 20), Buffer.from('<script>alert(1)</script>')]),
    ],
    ['a PDF behind something else', 'pdf', Buffer.concat([files.GIF, files.PDF])],
    ['a picture called PDF', 'pdf', files.PNG],
    ['a workbook called a document', 'doc', files.XLS],
    ['a text called a document', 'doc', 'hello'],
    ['a document of the newer kind called one of the older', 'doc', files.DOCX],
    ['a workbook of the newer kind called a document', 'docx', files.XLSX],
    ['an archive called a document', 'docx', files.ZIP],
    ['a tar archive that is not packed', 'tgz', files.tar()],
    ['a gzip file called zip', 'zip', files.TARBALL],
    ['binary data called a log', 'log', latin('line\n\0\0\x01')],
    ['UTF-16 that holds binary data', 'txt', Buffer.from('\uFEFFab\0', 'utf16le')],
    ['UTF-16 that ends in the middle', 'txt', latin('\xff\xfea\0b')],
    ['binary data far into a text', 'txt', Buffer.concat([Buffer.alloc(200_000, 'a'), latin('\0')])],
    ['an empty picture', 'png', ''],
    ['an empty file of no known type', 'dwg', ''],
  ])('%s', async (_, extension, content) => {
    expect(await inspect(extension, content)).toBeUndefined();
  });
});

describe('a file made to keep the check busy', () => {
  it('does not', async () => {
    const start = performance.now();
    await inspect('txt', '<!---->'.repeat(100_000));
    await inspect('txt', '<?xml'.repeat(100_000));
    await inspect('txt', ' '.repeat(500_000));
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe('extensions', () => {
  const accepted = ['png', 'tar.gz', 'tgz'];
  it.each([
    ['photo.png', 'png'],
    ['PHOTO.PNG', 'png'],
    ['evil.php.png', 'png'],
    ['backup.tar.gz', 'tar.gz'],
    ['backup.TAR.GZ', 'tar.gz'],
    ['backup.2026.tar.gz', 'tar.gz'],
    ['backup.gz', undefined],
    ['photo.png.exe', undefined],
    ['png', undefined],
    ['photo.', undefined],
  ])('of %s: %s', (name, extension) => {
    expect(acceptedExtension(name, accepted)).toBe(extension);
  });

  it('of tar.gz count as gz where only that is accepted', () => {
    expect(acceptedExtension('backup.tar.gz', ['GZ'])).toBe('gz');
  });
});
