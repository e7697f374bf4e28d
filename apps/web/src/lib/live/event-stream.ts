export interface StreamEvent {
  id: string;
  type: string;
  data: string;
}

/** Reads server-sent events (WHATWG HTML §9.2.6) out of text that comes in pieces of any size. */
export function createEventReader() {
  let rest = '';
  let lastId = '';
  return (chunk: string): StreamEvent[] => {
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    // The last piece may be half a line; an event ends with an empty one.
    const events: StreamEvent[] = [];
    let consumed = 0;
    let begun: Partial<StreamEvent> = {};
    lines.slice(0, -1).forEach((line, index) => {
      if (line === '') {
        if (begun.data !== undefined) events.push({ type: 'message', id: lastId, ...begun } as StreamEvent);
        begun = {};
        consumed = index + 1;
        return;
      }
      const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
      if (field === 'data') begun.data = begun.data === undefined ? value : `${begun.data}\n${value}`;
      if (field === 'event') begun.type = value;
      if (field === 'id') begun.id = lastId = value;
    });
    rest = lines.slice(consumed).join('\n');
    return events;
  };
}
