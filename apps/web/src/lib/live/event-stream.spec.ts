import { describe, expect, it } from '@jest/globals';
import { createEventReader } from './event-stream.js';

const one = 'id: a-1\nevent: ticket.changed\ndata: {"version":2}\n\n';

describe('a stream of server-sent events', () => {
  it('gives each event with its id and kind', () => {
    expect(createEventReader()(one + one)).toEqual([
      { id: 'a-1', type: 'ticket.changed', data: '{"version":2}' },
      { id: 'a-1', type: 'ticket.changed', data: '{"version":2}' },
    ]);
  });

  it('does not mind where the network cuts it', () => {
    for (let cut = 1; cut < one.length; cut += 1) {
      const read = createEventReader();
      const events = [...read(one.slice(0, cut)), ...read(one.slice(cut))];
      expect(events).toEqual([{ id: 'a-1', type: 'ticket.changed', data: '{"version":2}' }]);
    }
  });

  it('passes over comments that only keep the line open', () => {
    expect(createEventReader()(`: still here\n\n${one}`)).toHaveLength(1);
  });

  it('joins the lines of data, and keeps the last id for events without one', () => {
    const read = createEventReader();
    read(one);
    expect(read('data: a\ndata: b\n\n')).toEqual([{ id: 'a-1', type: 'message', data: 'a\nb' }]);
  });
});
