let byPointer = false;
const note = (value: boolean) => () => {
  byPointer = value;
};
document.addEventListener('pointerdown', note(true), { capture: true, passive: true });
document.addEventListener('keydown', note(false), { capture: true, passive: true });

/** Whether the hand was on the pointer last, not on the keys. */
export const usesPointer = (): boolean => byPointer;
