import { type BlobInfo, isBlobKey } from '../blob-store.js';

/** One page of an answer to ListObjectsV2. */
export interface ListPage {
  blobs: (BlobInfo & { key: string })[];
  /** Where the next page begins; undefined on the last one. */
  next: string | undefined;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads the few elements that are of use. Our keys are plain ASCII, so that only the token can hold entities;
 * objects under other names are not ours and are left out.
 */
export function readListPage(xml: string): ListPage {
  const blobs: ListPage['blobs'] = [];
  for (const [, contents] of xml.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)) {
    const key = textOf(contents!, 'Key') ?? '';
    if (!isBlobKey(key)) continue;
    blobs.push({
      key,
      size: Number(textOf(contents!, 'Size')),
      modifiedAt: new Date(textOf(contents!, 'LastModified') ?? Number.NaN),
    });
  }
  const goesOn = textOf(xml, 'IsTruncated') === 'true';
  return { blobs, next: goesOn ? textOf(xml, 'NextContinuationToken') : undefined };
}

function textOf(xml: string, element: string): string | undefined {
  const text = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  return text?.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name: string) => {
    if (decimal) return String.fromCodePoint(Number(decimal));
    return hex ? String.fromCodePoint(Number.parseInt(hex, 16)) : (ENTITIES[name] ?? whole);
  });
}
