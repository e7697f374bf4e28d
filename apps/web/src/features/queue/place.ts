/** Where a reader was in each list, kept while the page lives: scroll position and the row they were on. */
export interface Place {
  offset: number;
  activeId: string | null;
}

const places = new Map<string, Place>();

export const placeOf = (listUrl: string): Place => places.get(listUrl) ?? { offset: 0, activeId: null };

export function rememberPlace(listUrl: string, change: Partial<Place>): void {
  places.set(listUrl, { ...placeOf(listUrl), ...change });
}
