import type { AttachmentLimits } from '@noxdesk/contracts';

export type Refusal = 'type' | 'size' | 'count';

interface Measured {
  name: string;
  size: number;
}

/** Why each file would be refused by its name, its size or its place in the row; null: it may well be accepted. */
export function refusals(files: readonly Measured[], limits: AttachmentLimits): (Refusal | null)[] {
  let accepted = 0;
  return files.map(({ name, size }) => {
    const lower = name.toLowerCase();
    if (!limits.types.some((type) => lower.endsWith(`.${type}`))) return 'type';
    if (size > limits.max_bytes) return 'size';
    accepted += 1;
    return accepted > limits.max_files ? 'count' : null;
  });
}
