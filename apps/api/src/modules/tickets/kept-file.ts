import type { NewMessage } from './ticket-commands.js';

type FileOfMessage = NewMessage['files'][number];

/** A file that is stored already. */
export interface StoredFile {
  filename: string;
  content_type: string;
  blob_key: string;
  sha256: string;
  size: string | number;
  content_id: string | null;
}

const done = () => Promise.resolve();

/** A file whose bytes are in their place already, as one that is to be attached once more. */
export const keptFile = (row: StoredFile): FileOfMessage => ({
  filename: row.filename,
  contentType: row.content_type,
  contentId: row.content_id ?? undefined,
  blob: {
    key: row.blob_key,
    sha256: row.sha256,
    size: Number(row.size),
    content: null,
    path: '',
    keep: done,
    discard: done,
  },
});
