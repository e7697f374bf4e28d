import { openStream } from '../api/index.js';
import { createEventReader } from './event-stream.js';

/** What happened, as the server tells it: ids and a version; the rest is read where it is needed. */
export interface LiveEvent {
  type: string;
  data: {
    ticket_id?: string;
    actor_id?: string | null;
    user?: { id: string; name: string };
    state?: 'viewing' | 'typing' | 'left';
  };
}

type Listener = (event: LiveEvent) => void;

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

const listeners = new Set<Listener>();
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('noxdesk.live') : null;
let connected = false;
let started = false;

function tell(event: LiveEvent): void {
  if (event.type === 'hello') connected = true;
  if (event.type === 'lost') connected = false;
  listeners.forEach((listener) => listener(event));
}

/** Tells this tab and the others, which wait for the one that holds the stream. */
function tellAll(event: LiveEvent): void {
  tell(event);
  channel?.postMessage(event);
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function readUntilItEnds(lastId: { value: string }): Promise<void> {
  const read = createEventReader();
  const stream = await openStream(lastId.value);
  for (;;) {
    const { done, value } = await stream.read();
    if (done) return;
    for (const { id, type, data } of read(value)) {
      lastId.value = id;
      tellAll({ type, data: JSON.parse(data) as LiveEvent['data'] });
    }
  }
}

/** Holds the stream open for as long as the tab lives; a break is resumed where it began. */
async function holdStream(): Promise<never> {
  const lastId = { value: '' };
  let failures = 0;
  for (;;) {
    const since = Date.now();
    try {
      await readUntilItEnds(lastId);
      failures = 0;
    } catch {
      failures = Date.now() - since > LONGEST_PAUSE_MS ? 0 : failures + 1;
    }
    tellAll({ type: 'lost', data: {} });
    const wait = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
    // Spread, so that all browsers do not come back to a restarted server in the same instant.
    await pause(wait * (0.5 + Math.random() / 2));
  }
}

/**
 * Begins to listen, once. Browsers allow six connections to a server over HTTP/1.1, so only one tab holds the
 * stream and tells the rest; when it closes, the next takes over.
 */
export function startLive(): void {
  if (started) return;
  started = true;
  channel?.addEventListener('message', (event: MessageEvent<LiveEvent>) => tell(event.data));
  if ('locks' in navigator) void navigator.locks.request('noxdesk.live', holdStream);
  else void holdStream();
}

/** Whether changes are told as they happen; while they are not, screens ask now and then. */
export const isLive = (): boolean => connected;

export function onLiveEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
