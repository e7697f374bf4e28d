/** Longer than this nothing loads that one would go on typing for. */
const LONGEST_MS = 5_000;

let typed: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** From now on what is typed is meant for something that has been asked for and is not there yet. */
export function beginTypeAhead(): void {
  typed = '';
  clearTimeout(timer);
  timer = setTimeout(() => (typed = null), LONGEST_MS);
}

/** What has been typed since; from now on it is there to take the keys itself. */
export function takeTypeAhead(): string {
  const text = typed ?? '';
  typed = null;
  clearTimeout(timer);
  return text;
}

/** Keeps a key that is typed ahead. @returns whether it was one */
export function keepTyped(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): boolean {
  if (typed === null || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === 'Escape') typed = null;
  else if (event.key === 'Backspace') typed = typed.slice(0, -1);
  else if (event.key.length === 1) typed += event.key;
  return true;
}
