/** `a = b`, one pair a line, as an object; lines without a sign are left out. */
export const pairsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const at = line.lastIndexOf('=');
      const [name, value] = [line.slice(0, Math.max(at, 0)).trim(), line.slice(at + 1).trim()];
      return at > 0 && name !== '' && value !== '' ? [[name, value]] : [];
    }),
  );

export const textOfPairs = (pairs: Readonly<Record<string, string>>): string =>
  Object.entries(pairs)
    .map(([name, value]) => `${name} = ${value}`)
    .join('\n');
