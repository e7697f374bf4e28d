import { ProblemError } from './problem.js';

/** Versions of which one must be the present one; undefined: any will do. */
export type IfMatch = readonly number[] | undefined;

/** One entity tag of a list, with what separates it from the next; a bare number is taken for ours. */
const ENTITY_TAG = /\s*((?:W\/)?"[^"]*"|[^",\s]+)\s*(?:,|$)/gy;
const OUR_TAG = /^(?:"(\d{1,9})"|(\d{1,9}))$/;

/**
 * `If-Match: "7"`, a list of entity tags, or `*` (RFC 9110 §13.1.1). Tags that cannot be ours match no version; nor do
 * weak ones, for they do not promise that nothing has changed (§8.8.3.2).
 */
export function readIfMatch(header: string | undefined): IfMatch {
  if (header === undefined || header.trim() === '*') return undefined;
  return [...header.matchAll(ENTITY_TAG)].flatMap(([, tag]) => {
    const ours = OUR_TAG.exec(tag!);
    return ours ? [Number(ours[1] ?? ours[2])] : [];
  });
}

/** @throws ProblemError `precondition_failed` where the caller has not seen this version */
export function assertMatches(ifMatch: IfMatch, version: number): void {
  if (ifMatch !== undefined && !ifMatch.includes(version)) throw new ProblemError('precondition_failed');
}
