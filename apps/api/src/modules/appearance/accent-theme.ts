import type { Brand, BrandColours } from '@noxdesk/contracts';
import { contrast, hexOf, type Oklch, rgbOf, toOklch, toRgb } from './colour.js';

/** Text in the accent has this on every ground it may stand on. */
const MIN_CONTRAST = 4.6;
const STEP = 0.005;

interface Plan {
  /** Where looking for a lightness begins, and which way it goes. */
  start: (l: number) => number;
  direction: 1 | -1;
  maxChroma: number;
  hover: number;
  on: Oklch;
  soft: Oklch;
  selected: Oklch;
  /** The grounds of the page that are nearest in lightness. */
  ground: Oklch;
}

const LIGHT: Plan = {
  start: (l) => Math.min(l, 0.62),
  direction: -1,
  maxChroma: 0.19,
  hover: -0.05,
  on: { l: 0.99, chroma: 0.005, hue: 0 },
  soft: { l: 0.945, chroma: 0.025, hue: 0 },
  selected: { l: 0.955, chroma: 0.018, hue: 0 },
  ground: { l: 0.957, chroma: 0.004, hue: 85 },
};
const DARK: Plan = {
  start: (l) => Math.max(l, 0.7),
  direction: 1,
  maxChroma: 0.13,
  hover: 0.05,
  on: { l: 0.17, chroma: 0.03, hue: 0 },
  soft: { l: 0.29, chroma: 0.05, hue: 0 },
  selected: { l: 0.275, chroma: 0.035, hue: 0 },
  ground: { l: 0.213, chroma: 0.008, hue: 270 },
};

/** The colours of each theme that a tenant's accent stands for: its hue, as light or dark as it can be read there. */
export function accentTheme(hex: string): NonNullable<Brand['theme']> {
  const accent = toOklch(rgbOf(hex));
  return { light: coloursOf(accent, LIGHT), dark: coloursOf(accent, DARK) };
}

/** The accent and the letters on it for mails, which are light. */
export function mailAccent(hex: string | null): { accent: string; onAccent: string } {
  if (hex === null) return { accent: '#2454a6', onAccent: '#ffffff' };
  const readable = readableAccent(toOklch(rgbOf(hex)), LIGHT);
  return { accent: hexOf(toRgb(readable)), onAccent: '#ffffff' };
}

function coloursOf(accent: Oklch, plan: Plan): BrandColours {
  const readable = readableAccent(accent, plan);
  const tint = ({ l, chroma }: Oklch) => css({ l, chroma: Math.min(chroma, accent.chroma), hue: accent.hue });
  return {
    accent: css(readable),
    accent_hover: css({ ...readable, l: readable.l + plan.hover }),
    on_accent: tint(plan.on),
    accent_soft: tint(plan.soft),
    selected: tint(plan.selected),
  };
}

function readableAccent({ l, chroma, hue }: Oklch, plan: Plan): Oklch {
  const grounds = [plan.ground, { ...plan.soft, hue }, { ...plan.selected, hue }, { ...plan.on, hue }].map(
    toRgb,
  );
  const isReadable = (rgb: ReturnType<typeof toRgb>) =>
    grounds.every((ground) => contrast(rgb, ground) >= MIN_CONTRAST);
  const limited = Math.min(chroma, plan.maxChroma);
  for (let at = plan.start(l); at > 0 && at < 1; at += plan.direction * STEP) {
    const rgb = toRgb({ l: at, chroma: limited, hue });
    if (isReadable(rgb)) return { ...toOklch(rgb), hue };
  }
  return plan.on === LIGHT.on ? { l: 0.2, chroma: 0, hue } : { l: 0.97, chroma: 0, hue };
}

const css = ({ l, chroma, hue }: Oklch): string =>
  `oklch(${round(l)} ${round(chroma)} ${Math.round(hue * 10) / 10})`;
const round = (value: number) => Math.round(value * 10_000) / 10_000;
