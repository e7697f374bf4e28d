/** See the module itself. */
export function guardAgainstOrphans(dataDir: string): {
  /** Processes to end when this one is gone. */
  watch(pids: number[]): void;
  /** Everything was ended in order; the folder is removed. */
  release(): void;
};
