import { describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { Defects } from '../defects.js';
import { decodeBytes } from './decode.js';

const RUSSIAN = 'Здравствуйте! Пришлите, пожалуйста, счёт за прошлый месяц. Спасибо.';
const CHINESE_S = '您好，请问这个产品的发票什么时候可以寄给我？谢谢您的帮助。';
const CHINESE_T = '您好，請問這個產品的發票什麼時候可以寄給我？謝謝您的幫助。';
const JAPANESE = 'お世話になっております。請求書をお送りください。よろしくお願いいたします。';
const KOREAN = '안녕하세요. 지난달 청구서를 보내 주시기 바랍니다. 감사합니다.';
const SPANISH = 'Buenos días: la conexión no funcionó ayer. ¿Podrían revisarla mañana?';

describe('decodeBytes', () => {
  it.each([
    ['windows-1251', RUSSIAN],
    ['koi8-r', RUSSIAN],
    ['iso-8859-5', RUSSIAN],
    ['gb2312', CHINESE_S],
    ['gbk', CHINESE_S],
    ['gb18030', `${CHINESE_S}𠮷`],
    ['big5', CHINESE_T],
    ['shift_jis', JAPANESE],
    ['euc-jp', JAPANESE],
    ['ks_c_5601-1987', KOREAN],
    ['euc-kr', KOREAN],
    ['iso-8859-1', SPANISH],
    ['iso-8859-15', SPANISH],
    ['windows-1252', `${SPANISH} “€”`],
    ['utf-16le', SPANISH],
    ['macintosh', SPANISH],
    ['cp850', SPANISH],
    ['windows-1250', 'Příliš žluťoučký kůň'],
    ['windows-1253', 'Καλημέρα σας'],
    ['windows-1254', 'Şikâyetiniz için teşekkürler'],
    ['windows-1255', 'שלום'],
    ['windows-1256', 'مرحبا'],
    ['tis-620', 'สวัสดี'],
  ])('reads %s', (label, text) => {
    const name =
      { gb2312: 'gbk', 'ks_c_5601-1987': 'cp949', macintosh: 'macroman', 'tis-620': 'windows-874' }[label] ??
      label;
    expect(decodeBytes(iconv.encode(text, name), label)).toBe(text);
  });

  it('reads the 7-bit encodings that switch alphabets', () => {
    expect(decodeBytes(Buffer.from('\x1b$BF|K\\8l\x1b(B abc', 'latin1'), 'iso-2022-jp')).toBe('日本語 abc');
    expect(decodeBytes(Buffer.from('\x1b$B-!-j\x1b(B', 'latin1'), 'iso-2022-jp')).toBe('①㈱');
    expect(decodeBytes(Buffer.from('\x1b(I1\x1b(B', 'latin1'), 'iso-2022-jp')).toBe('ｱ');
    expect(decodeBytes(Buffer.from('\x1b$)C\x0e>H3g\x0f', 'latin1'), 'iso-2022-kr')).toBe('안녕');
    expect(decodeBytes(Buffer.from('~{VPND~} ok', 'latin1'), 'hz-gb-2312')).toBe('中文 ok');
    expect(decodeBytes(Buffer.from('Fr+APY-sche', 'latin1'), 'utf-7')).toBe('Frösche');
  });

  it.each([
    ['UTF-8 under a Latin label', Buffer.from(SPANISH), 'iso-8859-1', SPANISH],
    ['UTF-8 under us-ascii', Buffer.from(SPANISH), 'us-ascii', SPANISH],
    ['UTF-8 under a Cyrillic label', Buffer.from(RUSSIAN), 'windows-1251', RUSSIAN],
    ['UTF-8 under GB2312', Buffer.from(CHINESE_S), 'gb2312', CHINESE_S],
    ['Latin under UTF-8', Buffer.from(SPANISH, 'latin1'), 'utf-8', SPANISH],
    ['Cyrillic under UTF-8', iconv.encode(RUSSIAN, 'windows-1251'), 'utf-8', RUSSIAN],
    [
      'unescaped ISO-2022-JP under us-ascii',
      Buffer.from('\x1b$BF|K\\8l\x1b(B', 'latin1'),
      'us-ascii',
      '日本語',
    ],
  ])('does not believe a label that the bytes contradict: %s', (_what, bytes, label, expected) => {
    expect(decodeBytes(bytes, label)).toBe(expected);
  });

  it.each([
    ['windows-1251', RUSSIAN],
    ['koi8-r', RUSSIAN],
    ['gb18030', CHINESE_S],
    ['big5', CHINESE_T],
    ['shift_jis', JAPANESE],
    ['euc-jp', JAPANESE],
    ['cp949', KOREAN],
    ['windows-1252', SPANISH],
  ])('guesses unlabelled %s', (name, text) => {
    expect(decodeBytes(iconv.encode(text, name), '')).toBe(text);
  });

  it('names a charset that nobody knows, and reads the text all the same', () => {
    const defects = new Defects();
    expect(decodeBytes(Buffer.from(SPANISH), 'x-klingon', defects)).toBe(SPANISH);
    expect(defects.list).toEqual([{ code: 'charset-unknown', detail: 'x-klingon' }]);
  });
});
