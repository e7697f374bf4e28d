import type { Brand, BrandColours } from '@noxdesk/contracts';
import { useSyncExternalStore } from 'react';
import { call, callAnonymously, endpoints } from './api/index.js';
import { storage } from './storage.js';

/** What is kept in this browser, so that the next visit is painted in the tenant's colours from the start. */
interface Look {
  name: string | null;
  logo: string | null;
  /** The style sheet; the script that runs before the first paint reads it. */
  css: string;
}

const KEY = 'brand';
const USUAL: Look = { name: null, logo: null, css: '' };
const listeners = new Set<() => void>();
let look: Look = remembered();

function remembered(): Look {
  try {
    return { ...USUAL, ...(JSON.parse(storage.get(KEY) ?? '{}') as Partial<Look>) };
  } catch {
    return USUAL;
  }
}

const declarations = (colours: BrandColours) =>
  Object.entries(colours)
    .map(([name, colour]) => `--${name.replace('_', '-')}:${colour}`)
    .join(';');

const cssOf = (theme: Brand['theme']) =>
  theme === null
    ? ''
    : `:root{${declarations(theme.light)}}:root[data-theme='dark']{${declarations(theme.dark)}}`;

/** Shows a tenant's name, logo and colours from now on. */
export function applyBrand({ name, logo, theme }: Brand): void {
  look = { name, logo, css: cssOf(theme) };
  storage.set(KEY, name === null ? null : JSON.stringify(look));
  let style = document.getElementById(KEY);
  if (!style) {
    style = document.createElement('style');
    style.id = KEY;
    document.head.append(style);
  }
  style.textContent = look.css;
  listeners.forEach((listener) => listener());
}

/** Whatever fails here is not worth a word: what was shown before goes on. */
const quietly = (load: Promise<Brand>) => void load.then(applyBrand, () => undefined);

/** The look of the tenant one is signed in to. */
export const loadOwnBrand = (): void => quietly(call(endpoints.appearance.get));

/** The look of whoever this host name belongs to, for pages before the sign-in. */
export const loadBrandOfHost = (): void => quietly(callAnonymously(endpoints.appearance.brand, {}));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useBrand = (): Pick<Look, 'name' | 'logo'> => useSyncExternalStore(subscribe, () => look);
