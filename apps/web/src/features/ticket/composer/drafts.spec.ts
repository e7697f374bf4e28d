import { describe, expect, it } from '@jest/globals';
import { begunSince, EMPTY, isEmptyDraft, joined, reviveDraft } from './drafts.js';

const text = (body: string, html: string | null = null) => ({ body, html });

describe('what an agent writes on a ticket', () => {
  it('gives the one text of an earlier version to whom it was written for', () => {
    expect(reviveDraft({ body: 'Solo nosotros', html: null, mode: 'note' })).toEqual({
      mode: 'note',
      reply: text(''),
      note: text('Solo nosotros'),
    });
    expect(reviveDraft({ body: 'Hola' })).toEqual({ ...EMPTY, reply: text('Hola') });
  });

  it('begins with an answer where nothing has been written', () => {
    expect(reviveDraft({ mode: 'note' })).toEqual(EMPTY);
    expect(isEmptyDraft({ ...EMPTY, mode: 'note' })).toBe(true);
  });

  it('puts an answer that was taken back before what was begun since', () => {
    expect(joined(text('Hola'), text(''))).toEqual(text('Hola'));
    expect(joined(text('Hola'), text('Y otra cosa'))).toEqual(text('Hola\n\nY otra cosa'));
    expect(joined(text('Hola'), text('a < b', '<p><b>a &lt; b</b></p>'))).toEqual(
      text('Hola\n\na < b', '<p>Hola</p><p><b>a &lt; b</b></p>'),
    );
  });

  it('keeps what was written while a message was being sent, and none of what was sent', () => {
    expect(begunSince(text('Hola'), text('Hola'))).toEqual(text(''));
    expect(begunSince(text('Hola'), text('Hola\n\nY más'))).toEqual(text('Y más'));
    expect(begunSince(text('Hola'), text('Otra cosa'))).toEqual(text('Otra cosa'));
  });
});
