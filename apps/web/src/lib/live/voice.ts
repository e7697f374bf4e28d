/**
 * Says one thing after another: requests side by side may overtake each other, and what was said last has to arrive
 * last. What comes while something is under way waits, and only the newest of it is said.
 * @param send resolves once it has arrived; what cannot be said is left unsaid
 */
export function createVoice<Word>(send: (word: Word) => Promise<unknown>): (word: Word) => void {
  let waiting: { word: Word } | null = null;
  let speaking = false;
  const speak = async () => {
    speaking = true;
    while (waiting) {
      const { word } = waiting;
      waiting = null;
      await send(word).catch(() => undefined);
    }
    speaking = false;
  };
  return (word) => {
    waiting = { word };
    if (!speaking) void speak();
  };
}
