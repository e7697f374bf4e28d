/** Words that have not been sent yet. */
export interface DraftText {
  body: string;
  /** The same with its format, where it has one. */
  html: string | null;
}
export const NOTHING: DraftText = { body: '', html: null };
