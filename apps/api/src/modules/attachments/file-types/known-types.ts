import type { ByteSource } from './byte-source.js';
import { compoundFileEntries, isCompoundFile } from './compound-file.js';
import { isGzip } from './tarball.js';
import { hasBinaryBytes, holdsMarkup, isText } from './text.js';
import { isZip, zipNames } from './zip.js';

/** What an extension promises. */
export interface KnownType {
  contentType: string;
  /** Whether the bytes are what the extension says; `head` is the first kilobyte. */
  matches: (source: ByteSource, head: Buffer) => boolean | Promise<boolean>;
  /** It may be empty. */
  isText?: true;
  /** HTML, SVG or programs, where a tenant accepts them by name: not to be mistaken for a harmless type. */
  isActive?: true;
}

const type = (contentType: string, matches: KnownType['matches']): KnownType => ({ contentType, matches });
const text = (contentType: string): KnownType => ({ contentType, matches: isText, isText: true });
const startsWith =
  (...signatures: string[]) =>
  (_: ByteSource, head: Buffer) =>
    signatures.some((signature) => head.toString('latin1', 0, signature.length) === signature);
const hasAt = (offset: number, signature: string) => (_: ByteSource, head: Buffer) =>
  head.toString('latin1', offset, offset + signature.length) === signature;

/** A picture without markup near its beginning: with it, it was made to be read as a page too. */
const picture = (contentType: string, signature: KnownType['matches']): KnownType =>
  type(contentType, async (source, head) => (await signature(source, head)) && !(await holdsMarkup(source)));

/** For signatures of plain letters, which a script may begin with as well: a picture goes on in binary. */
const startsBinary =
  (...signatures: string[]) =>
  (source: ByteSource, head: Buffer) =>
    startsWith(...signatures)(source, head) && hasBinaryBytes(head);

/** A package with this folder. One that is damaged, so that nothing in it can be found, cannot be opened as another. */
const office = (contentType: string, folder: string): KnownType =>
  type(contentType, async (source, head) => {
    if (!isZip(head)) return false;
    const names = await zipNames(source);
    if (names === undefined) return true;
    return names.includes('[Content_Types].xml') && names.some((name) => name.startsWith(folder));
  });

/** A compound file that holds this stream. One whose directory is damaged holds nothing else that could be opened. */
const compound = (contentType: string, ...streams: string[]): KnownType =>
  type(contentType, async (source, head) => {
    if (!isCompoundFile(head)) return false;
    const entries = await compoundFileEntries(source);
    return entries === undefined || streams.some((name) => entries.includes(name));
  });

const openDocument = (contentType: string): KnownType =>
  type(
    contentType,
    (_, head) =>
      isZip(head) && head.toString('latin1', 30, 38 + contentType.length) === `mimetype${contentType}`,
  );

/** Only white space and a byte order mark may stand before the header (ISO 32000 §7.5.2 wants it at byte 0). */
const isPdf = (_: ByteSource, head: Buffer) =>
  /^(?:\xEF\xBB\xBF)?[\r\n\t ]{0,16}%PDF-\d/.test(head.toString('latin1', 0, 64));

const jpeg = picture('image/jpeg', (_, head) =>
  /^\xFF\xD8\xFF[\xC0-\xCF\xDB\xDD\xE0-\xEF\xFE]/.test(head.toString('latin1', 0, 4)),
);
// What is packed in it is the reader's matter: the same bytes are accepted as any other gzip file.
const gzip = type('application/gzip', (_, head) => isGzip(head));
const active = (): KnownType => ({ ...type('application/octet-stream', () => true), isActive: true });

const OOXML = 'application/vnd.openxmlformats-officedocument';
const ODF = 'application/vnd.oasis.opendocument';

/** Extensions whose content can be told, in lower case. */
export const KNOWN_TYPES: ReadonlyMap<string, KnownType> = new Map(
  Object.entries({
    png: picture('image/png', startsWith('\x89PNG\r\n\x1a\n')),
    jpg: jpeg,
    jpeg,
    gif: picture('image/gif', startsBinary('GIF87a', 'GIF89a')),
    webp: picture(
      'image/webp',
      (source, head) => startsWith('RIFF')(source, head) && hasAt(8, 'WEBP')(source, head),
    ),
    bmp: picture('image/bmp', startsBinary('BM')),
    tif: picture('image/tiff', startsWith('II*\0', 'MM\0*')),
    tiff: picture('image/tiff', startsWith('II*\0', 'MM\0*')),
    heic: picture('image/heic', hasAt(4, 'ftyp')),
    avif: picture('image/avif', hasAt(4, 'ftyp')),
    ico: picture('image/x-icon', startsWith('\0\0\x01\0')),
    pdf: type('application/pdf', isPdf),
    doc: compound('application/msword', 'WordDocument'),
    xls: compound('application/vnd.ms-excel', 'Workbook', 'Book'),
    ppt: compound('application/vnd.ms-powerpoint', 'PowerPoint Document'),
    msg: compound('application/vnd.ms-outlook', '__properties_version1.0'),
    docx: office(`${OOXML}.wordprocessingml.document`, 'word/'),
    xlsx: office(`${OOXML}.spreadsheetml.sheet`, 'xl/'),
    pptx: office(`${OOXML}.presentationml.presentation`, 'ppt/'),
    odt: openDocument(`${ODF}.text`),
    ods: openDocument(`${ODF}.spreadsheet`),
    odp: openDocument(`${ODF}.presentation`),
    rtf: type('application/rtf', startsWith('{\\rtf')),
    txt: text('text/plain'),
    log: text('text/plain'),
    csv: text('text/csv'),
    tsv: text('text/tab-separated-values'),
    md: text('text/markdown'),
    json: text('application/json'),
    xml: text('application/xml'),
    yaml: text('application/yaml'),
    yml: text('application/yaml'),
    ini: text('text/plain'),
    conf: text('text/plain'),
    sql: text('text/plain'),
    eml: text('message/rfc822'),
    ics: text('text/calendar'),
    zip: type('application/zip', (_, head) => isZip(head)),
    'tar.gz': gzip,
    tgz: gzip,
    gz: gzip,
    tar: type('application/x-tar', hasAt(257, 'ustar')),
    '7z': type('application/x-7z-compressed', startsWith('7z\xbc\xaf\x27\x1c')),
    rar: type('application/vnd.rar', startsWith('Rar!\x1a\x07')),
    bz2: type('application/x-bzip2', startsWith('BZh')),
    xz: type('application/x-xz', startsWith('\xfd7zXZ\0')),
    mp4: type('video/mp4', hasAt(4, 'ftyp')),
    mov: type('video/quicktime', (source, head) =>
      ['ftyp', 'moov', 'mdat', 'wide', 'free'].some((box) => hasAt(4, box)(source, head)),
    ),
    webm: type('video/webm', startsWith('\x1a\x45\xdf\xa3')),
    mkv: type('video/x-matroska', startsWith('\x1a\x45\xdf\xa3')),
    avi: type(
      'video/x-msvideo',
      (source, head) => startsWith('RIFF')(source, head) && hasAt(8, 'AVI ')(source, head),
    ),
    mp3: type('audio/mpeg', startsWith('ID3', '\xff\xfb', '\xff\xf3', '\xff\xf2')),
    wav: type(
      'audio/wav',
      (source, head) => startsWith('RIFF')(source, head) && hasAt(8, 'WAVE')(source, head),
    ),
    ogg: type('audio/ogg', startsWith('OggS')),
    ...Object.fromEntries(
      [
        'html',
        'htm',
        'xhtml',
        'svg',
        'js',
        'mjs',
        'exe',
        'dll',
        'msi',
        'bat',
        'cmd',
        'ps1',
        'sh',
        'apk',
        'jar',
      ].map((extension) => [extension, active()]),
    ),
  }),
);
