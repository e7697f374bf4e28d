import { useSyncExternalStore } from 'react';
import { storage } from '../storage.js';

/**
 * Whether the browser shows notices of ours: `ask` until somebody has decided, `blocked` where the browser refuses,
 * `none` where it has none to offer (a page over plain HTTP, say).
 */
export type BrowserNotices = 'none' | 'ask' | 'blocked' | 'on' | 'off';

const KEY = 'browser-notices';
const listeners = new Set<() => void>();

function read(): BrowserNotices {
  if (!('Notification' in window) || !window.isSecureContext) return 'none';
  if (Notification.permission === 'denied') return 'blocked';
  if (Notification.permission === 'default') return 'ask';
  return storage.get(KEY) === 'off' ? 'off' : 'on';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useBrowserNotices = (): BrowserNotices => useSyncExternalStore(subscribe, read);

/** Asks the browser where it has not been asked; only ever called from a press of a button. */
export async function setBrowserNotices(on: boolean): Promise<void> {
  if (on && read() === 'ask') await Notification.requestPermission();
  storage.set(KEY, on ? null : 'off');
  listeners.forEach((listener) => listener());
}

/** Shows a notice outside the page, if it may and nobody is looking. The same `tag` shows once, whatever the tabs. */
export function showOutside(notice: { title: string; body: string; tag: string; onClick: () => void }): void {
  if (read() !== 'on' || document.hasFocus()) return;
  const shown = new Notification(notice.title, {
    body: notice.body,
    tag: notice.tag,
    icon: `${import.meta.env.BASE_URL}icon.svg`,
  });
  shown.onclick = () => {
    window.focus();
    shown.close();
    notice.onClick();
  };
}
