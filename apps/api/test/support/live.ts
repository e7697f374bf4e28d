import type { AddressInfo } from 'node:net';
import type { TestApp } from './app.js';
import { eventually } from './clock.js';

export interface HeardEvent {
  id: string;
  type: string;
  data: Record<string, unknown>;
}

export interface Listener {
  heard: HeardEvent[];
  /** Waits for an event of the type. */
  hear(type: string): Promise<HeardEvent>;
  /** Resolves when the server has ended the stream. */
  ended: Promise<void>;
  close(): void;
}

/** The address of the application, which listens from the first call on. */
export async function baseUrl({ app }: TestApp): Promise<string> {
  const server = app.getHttpServer();
  if (!server.listening) await app.listen(0, '127.0.0.1');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Opens the live stream and waits until it has begun. */
export async function listen(app: TestApp, token: string, lastEventId?: string): Promise<Listener> {
  const abort = new AbortController();
  const response = await fetch(`${await baseUrl(app)}/tickets/api/live/`, {
    headers: { authorization: `Bearer ${token}`, ...(lastEventId && { 'last-event-id': lastEventId }) },
    signal: abort.signal,
  });
  if (response.status !== 200) throw new Error(`The stream answered ${response.status}`);
  const heard: HeardEvent[] = [];
  const ended = read(response, heard).catch(() => undefined);
  const hear = (type: string) => eventually(async () => heard.find((event) => event.type === type), 5_000);
  await hear('hello');
  return { heard, hear, ended, close: () => abort.abort() };
}

async function read(response: Response, heard: HeardEvent[]): Promise<void> {
  let buffer = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body!) {
    buffer += decoder.decode(chunk, { stream: true });
    const blocks = buffer.split('\n\n');
    buffer = blocks.pop()!;
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
      if (block.startsWith(':')) continue;
      heard.push({ id: field('id'), type: field('event'), data: JSON.parse(field('data')) });
    }
  }
}
