/** Counts what agrees, per category, and keeps the names of what does not. */
export class Tally {
  private readonly counts = new Map<string, { total: number; good: number; missed: string[] }>();

  check(category: string, file: string, good: boolean): void {
    const entry = this.counts.get(category) ?? { total: 0, good: 0, missed: [] };
    entry.total++;
    if (good) entry.good++;
    else entry.missed.push(file);
    this.counts.set(category, entry);
  }

  total(category: string): number {
    return this.counts.get(category)?.total ?? 0;
  }

  missed(category: string): string[] {
    return this.counts.get(category)?.missed ?? [];
  }
}

/** White space, and marks that cannot be seen, differ between parsers. */
export const squeeze = (text: string): string => text.replace(/[\s\u00a0\u200b\u200e\ufeff]+/g, ' ').trim();
export const bare = (text: string): string => text.replace(/[\s\u00a0]+/g, '');
