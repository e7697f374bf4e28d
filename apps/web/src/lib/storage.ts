const PREFIX = 'noxdesk.';

/** localStorage may be full, forbidden or absent: what is remembered there is a comfort, never a need. */
export const storage = {
  works(): boolean {
    try {
      localStorage.setItem(`${PREFIX}probe`, '1');
      localStorage.removeItem(`${PREFIX}probe`);
      return true;
    } catch {
      return false;
    }
  },
  get(key: string): string | null {
    try {
      return localStorage.getItem(PREFIX + key);
    } catch {
      return null;
    }
  },
  set(key: string, value: string | null): void {
    try {
      if (value === null) localStorage.removeItem(PREFIX + key);
      else localStorage.setItem(PREFIX + key, value);
    } catch {
      // See above.
    }
  },
};
