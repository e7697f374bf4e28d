import { useSyncExternalStore } from 'react';
import { storage } from './storage.js';

export type Theme = 'system' | 'light' | 'dark';
export type Density = 'compact' | 'comfortable';
export interface Preferences {
  theme: Theme;
  density: Density;
}

const dark = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

const read = (): Preferences => {
  const theme = storage.get('theme');
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    density: storage.get('density') === 'comfortable' ? 'comfortable' : 'compact',
  };
};
let preferences = read();

function apply(): void {
  const { theme, density } = preferences;
  document.documentElement.dataset.theme = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
  document.documentElement.dataset.density = density;
  listeners.forEach((listener) => listener());
}
dark.addEventListener('change', apply);

export function setPreferences(change: Partial<Preferences>): void {
  preferences = { ...preferences, ...change };
  storage.set('theme', preferences.theme === 'system' ? null : preferences.theme);
  storage.set('density', preferences.density);
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, () => preferences);
