export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** How long the first key of a sequence («g m») waits for the second. */
export const SEQUENCE_MS = 1_200;

/** A press as shortcuts are written: `j`, `?`, `mod+k`, `shift+enter`. Shift counts with named keys alone. */
export function nameOf(press: KeyPress): string {
  const key = press.key === ' ' ? 'space' : press.key.toLowerCase();
  const named = key.length > 1;
  return [
    (press.ctrlKey || press.metaKey) && 'mod+',
    press.altKey && 'alt+',
    press.shiftKey && named && 'shift+',
    key,
  ]
    .filter(Boolean)
    .join('');
}

/** Follows presses and names the shortcut they complete out of those there are; `pending` while one has begun. */
export function createKeyMatcher(now: () => number) {
  let prefix: { key: string; at: number } | null = null;
  return (name: string, shortcuts: readonly string[]): { match: string | null; pending: boolean } => {
    const begun = prefix && now() - prefix.at <= SEQUENCE_MS ? prefix.key : null;
    prefix = null;
    const sequence = begun ? `${begun} ${name}` : name;
    if (shortcuts.includes(sequence)) return { match: sequence, pending: false };
    if (shortcuts.some((shortcut) => shortcut.startsWith(`${name} `))) {
      prefix = { key: name, at: now() };
      return { match: null, pending: true };
    }
    return { match: shortcuts.includes(name) ? name : null, pending: false };
  };
}
