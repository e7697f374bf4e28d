/** Browsers read a backslash as a slash and drop tabs and line ends: `/\evil.test` leads away as `//evil.test` does. */
// eslint-disable-next-line no-control-regex
const LEADS_AWAY = /^\/[/\\]|[\u0000-\u001F\\]/;

/** Where to go after signing in; only ever a path of ours. */
export const nextPath = (wanted: string | null): string =>
  wanted?.startsWith('/') && !LEADS_AWAY.test(wanted) ? wanted : '/';
