import { classNames } from './class-names.js';

/** Hues far enough apart to be told from each other; lightness and chroma stay those of the theme. */
const HUES = [268, 200, 155, 95, 55, 20, 340, 305];

const initials = (name: string) => {
  const words = name.trim().split(/\s+/);
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase();
};

const hueOf = (name: string) => {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9_973;
  return HUES[sum % HUES.length] ?? 268;
};

/** The initials of a person. The name stands beside it or in `label`, so the picture itself is silent. */
export function Avatar({
  name,
  label,
  size = 20,
}: {
  name: string;
  label?: string;
  size?: 20 | 24 | 28 | 32;
}) {
  const text = {
    20: 'size-5 text-[0.5625rem]',
    24: 'size-6 text-[0.625rem]',
    28: 'size-7 text-12',
    32: 'size-8 text-12',
  };
  return (
    <span
      {...(label ? { role: 'img', 'aria-label': label, title: label } : { 'aria-hidden': true })}
      className={classNames(
        'avatar before:content-[attr(data-initials)] inline-flex shrink-0 items-center justify-center rounded-full font-semibold tracking-tight select-none',
        text[size],
      )}
      data-initials={initials(name)}
      style={{ '--hue': hueOf(name) } as React.CSSProperties}
    />
  );
}
