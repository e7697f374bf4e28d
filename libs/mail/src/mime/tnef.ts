import { decodeBytes } from '../charset/decode.js';
import { decompressRtf } from './rtf.js';

/** A file or body within a TNEF stream. */
export interface TnefFile {
  filename: string;
  contentType: string;
  contentId: string;
  content: Buffer;
}

/** What a winmail.dat holds ([MS-OXTNEF]). */
export interface TnefContent {
  files: TnefFile[];
  text: string;
  html: string;
  /** True where the stream ends early or contradicts itself; what came before is kept. */
  damaged: boolean;
}

const SIGNATURE = 0x223e9f78;
const LEVEL_ATTACHMENT = 2;
const ATTR = {
  body: 0x800c,
  codepage: 0x9007,
  attachTitle: 0x8010,
  attachData: 0x800f,
  attachRender: 0x9002,
  attachProps: 0x9005,
  messageProps: 0x9003,
};
const PROP = {
  body: 0x1000,
  rtf: 0x1009,
  html: 0x1013,
  attachData: 0x3701,
  fileName: 0x3704,
  longFileName: 0x3707,
  displayName: 0x3001,
  mimeTag: 0x370e,
  contentId: 0x3712,
};
const MAX_FILES = 200;
const MAX_PROPS = 5000;
const MAX_DEPTH = 4;

interface State {
  files: TnefFile[];
  current: TnefFile | null;
  text: string;
  html: string;
  rtf: Buffer | null;
  codepage: string;
}

/** Reads a TNEF stream; null where the bytes are none. Never throws. */
export function readTnef(bytes: Buffer, depth = 0): TnefContent | null {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== SIGNATURE) return null;
  const state: State = { files: [], current: null, text: '', html: '', rtf: null, codepage: 'windows-1252' };
  let at = 6;
  let damaged = false;
  while (at + 9 <= bytes.length) {
    const level = bytes[at]!;
    const id = bytes.readUInt16LE(at + 1);
    const length = bytes.readUInt32LE(at + 5);
    const start = at + 9;
    if ((level !== 1 && level !== LEVEL_ATTACHMENT) || length > bytes.length - start) {
      damaged = true;
      break;
    }
    readAttribute(state, id, bytes.subarray(start, start + length), depth);
    at = start + length + 2;
  }
  return { ...finish(state), damaged: damaged || at < bytes.length - 2 };
}

function readAttribute(state: State, id: number, data: Buffer, depth: number): void {
  switch (id) {
    case ATTR.codepage:
      if (data.length >= 4 && data.readUInt32LE(0) > 0) state.codepage = `cp${data.readUInt32LE(0)}`;
      return;
    case ATTR.body:
      state.text = decodeString(data, state.codepage);
      return;
    case ATTR.attachRender:
      if (state.files.length >= MAX_FILES) return;
      state.current = {
        filename: '',
        contentType: 'application/octet-stream',
        contentId: '',
        content: Buffer.alloc(0),
      };
      state.files.push(state.current);
      return;
    case ATTR.attachTitle:
      if (state.current) state.current.filename ||= decodeString(data, state.codepage);
      return;
    case ATTR.attachData:
      if (state.current) state.current.content = data;
      return;
    case ATTR.attachProps:
      if (state.current) readAttachmentProps(state.current, data, state.codepage, depth);
      return;
    case ATTR.messageProps:
      readMessageProps(state, data);
  }
}

function readAttachmentProps(file: TnefFile, data: Buffer, codepage: string, depth: number): void {
  for (const prop of readProps(data)) {
    const text = (): string => propText(prop, codepage);
    if (prop.id === PROP.longFileName) file.filename = text() || file.filename;
    else if ((prop.id === PROP.displayName || prop.id === PROP.fileName) && file.filename === '')
      file.filename = text();
    else if (prop.id === PROP.mimeTag)
      file.contentType = /^[\w.+-]+\/[\w.+-]+$/.test(text()) ? text().toLowerCase() : file.contentType;
    else if (prop.id === PROP.contentId) file.contentId = text().replace(/^<|>$/g, '');
    else if (prop.id === PROP.attachData && prop.value.length > 16) readEmbedded(file, prop.value, depth);
  }
}

/** An object property begins with a 16-byte interface id; what follows may be a message of its own. */
function readEmbedded(file: TnefFile, value: Buffer, depth: number): void {
  const inner = value.subarray(16);
  const message = depth < MAX_DEPTH ? readTnef(inner, depth + 1) : null;
  if (!message) {
    if (file.content.length === 0) file.content = inner;
    return;
  }
  file.contentType = message.html === '' ? 'text/plain' : 'text/html';
  file.content = Buffer.from(message.html === '' ? message.text : message.html, 'utf8');
  file.filename ||= 'message';
}

function readMessageProps(state: State, data: Buffer): void {
  for (const prop of readProps(data)) {
    if (prop.id === PROP.body) state.text ||= propText(prop, state.codepage);
    else if (prop.id === PROP.html) state.html = propText(prop, state.codepage);
    else if (prop.id === PROP.rtf) state.rtf = decompressRtf(prop.value);
  }
}

function finish(state: State): Omit<TnefContent, 'damaged'> {
  const fromRtf = state.rtf && state.html === '' ? state.rtf : null;
  if (fromRtf) {
    state.files.push({ filename: 'body.rtf', contentType: 'text/rtf', contentId: '', content: fromRtf });
  }
  return {
    files: state.files.filter((file) => file.filename !== '' || file.content.length > 0),
    text: state.text,
    html: state.html,
  };
}

interface Prop {
  type: number;
  id: number;
  value: Buffer;
}

/** MAPI properties ([MS-OXTNEF] §2.1.3.4); the first value of each. Stops at what it does not understand. */
function* readProps(data: Buffer): Generator<Prop> {
  if (data.length < 4) return;
  const count = Math.min(data.readUInt32LE(0), MAX_PROPS);
  let at = 4;
  for (let i = 0; i < count; i++) {
    if (at + 4 > data.length) return;
    const type = data.readUInt16LE(at);
    const id = data.readUInt16LE(at + 2);
    at += 4;
    if (id >= 0x8000) at = skipName(data, at);
    const read = at < 0 ? null : readValues(data, at, type);
    if (!read) return;
    yield { type: type & 0x0fff, id, value: read.first };
    at = read.end;
  }
}

/** A named property: a GUID, then a number or a name. */
function skipName(data: Buffer, at: number): number {
  if (at + 24 > data.length) return -1;
  const kind = data.readUInt32LE(at + 16);
  if (kind === 0) return at + 24;
  const length = data.readUInt32LE(at + 20);
  return length > data.length ? -1 : at + 24 + pad(length);
}

const FIXED: Readonly<Record<number, number>> = {
  0x0001: 4,
  0x0002: 4,
  0x0003: 4,
  0x0004: 4,
  0x0005: 8,
  0x0006: 8,
  0x0007: 8,
  0x000a: 4,
  0x000b: 4,
  0x0014: 8,
  0x0040: 8,
  0x0048: 16,
};

function readValues(data: Buffer, start: number, rawType: number): { first: Buffer; end: number } | null {
  const multiple = (rawType & 0x1000) !== 0;
  const type = rawType & 0x0fff;
  const fixed = FIXED[type];
  const variable = type === 0x1e || type === 0x1f || type === 0x0102 || type === 0x000d;
  if (fixed === undefined && !variable) return null;
  let at = start;
  let count = 1;
  if (multiple || variable) {
    if (at + 4 > data.length) return null;
    count = data.readUInt32LE(at);
    at += 4;
  }
  let first: Buffer | null = null;
  for (let i = 0; i < Math.min(count, MAX_PROPS); i++) {
    let length = fixed ?? 0;
    if (variable) {
      if (at + 4 > data.length) return null;
      length = data.readUInt32LE(at);
      at += 4;
    }
    if (length > data.length - at) return null;
    first ??= data.subarray(at, at + length);
    at += variable ? pad(length) : length;
  }
  return { first: first ?? data.subarray(at, at), end: at };
}

function pad(length: number): number {
  return (length + 3) & ~3;
}

function propText(prop: Prop, codepage: string): string {
  return prop.type === 0x1f
    ? prop.value.toString('utf16le').replace(/\0.*$/s, '')
    : decodeString(prop.value, codepage);
}

function decodeString(data: Buffer, codepage: string): string {
  const end = data.indexOf(0);
  return decodeBytes(end === -1 ? data : data.subarray(0, end), codepage === 'cp65001' ? 'utf-8' : codepage);
}
