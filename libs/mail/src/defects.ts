import { type DefectCode, type MailDefect } from './types.js';

const MAX_DEFECTS = 100;
const MAX_DETAIL = 200;

/** Collects what was wrong with a mail; bounded, so that a hostile mail cannot grow it. */
export class Defects {
  readonly list: MailDefect[] = [];

  add(code: DefectCode, detail: string): void {
    if (this.list.length >= MAX_DEFECTS) return;
    const text = detail.slice(0, MAX_DETAIL);
    if (this.list.some((defect) => defect.code === code && defect.detail === text)) return;
    this.list.push({ code, detail: text });
  }
}
