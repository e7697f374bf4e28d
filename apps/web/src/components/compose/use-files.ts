import { queryOptions, useQuery } from '@tanstack/react-query';
import { type ClipboardEvent, type DragEvent, useRef, useState } from 'react';
import { call, endpoints } from '../../lib/api/index.js';
import { randomId } from '../../lib/random-id.js';
import { refusals } from './file-limits.js';

const limitsOptions = queryOptions({
  queryKey: ['attachment-limits'],
  queryFn: ({ signal }) => call(endpoints.tickets.fileLimits, { signal }),
  staleTime: 5 * 60_000,
});

export interface ChosenFile {
  id: string;
  file: File;
}

/** The same file chosen twice is one file. */
const sameFile = (a: File, b: File) =>
  a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;

/** Pasted pictures have no name of their own that tells them apart. */
function named(file: File): File {
  if (file.name && file.name !== 'image.png') return file;
  const stamp = new Date().toISOString().replace(/[-:]/g, '').slice(0, 15);
  return new File([file], `captura-${stamp}.png`, { type: file.type, lastModified: file.lastModified });
}

/** Files chosen for a message, by picker, by drop and by paste. @param onDropped told of those that were dropped or pasted */
export function useFiles({ onDropped }: { onDropped?: (files: readonly File[]) => void } = {}) {
  const [chosen, setChosen] = useState<readonly ChosenFile[]>([]);
  const [dragging, setDragging] = useState(false);
  const depth = useRef(0);
  // Asked for with the first file: until it is known, and where it cannot be, the server says what it does not take.
  const limits = useQuery({ ...limitsOptions, enabled: chosen.length > 0 }).data;
  const reasons = limits
    ? refusals(
        chosen.map(({ file }) => file),
        limits,
      )
    : [];
  const refused = new Map(
    chosen.flatMap(({ id }, index) => {
      const reason = reasons[index];
      return reason ? [[id, reason] as const] : [];
    }),
  );

  const add = (files: Iterable<File>) => {
    // Read at once: the list of an input empties when the input is reset.
    const given = [...files];
    setChosen((before) => {
      const fresh = given.filter((file) => !before.some((one) => sameFile(one.file, file)));
      return [...before, ...fresh.map((file) => ({ id: randomId(), file }))];
    });
  };

  const take = (files: readonly File[]) => {
    add(files);
    onDropped?.(files);
  };
  const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  return {
    chosen,
    files: chosen.map(({ file }) => file),
    /** By id: those that the server would not take, and why. */
    refused,
    limits,
    dragging,
    add,
    remove: (id: string) => setChosen((before) => before.filter((one) => one.id !== id)),
    clear: () => setChosen([]),
    /** For the element that files may be dropped on and pasted into. */
    target: {
      onDragEnter: (event: DragEvent) => {
        if (!carriesFiles(event)) return;
        depth.current += 1;
        setDragging(true);
      },
      onDragLeave: (event: DragEvent) => {
        if (!carriesFiles(event)) return;
        depth.current -= 1;
        if (depth.current <= 0) setDragging(false);
      },
      onDragOver: (event: DragEvent) => {
        if (carriesFiles(event)) event.preventDefault();
      },
      // Before the editor sees them: files are this one's.
      onDropCapture: (event: DragEvent) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        depth.current = 0;
        setDragging(false);
        take([...event.dataTransfer.files]);
      },
      onPasteCapture: (event: ClipboardEvent) => {
        if (event.clipboardData.files.length === 0) return;
        event.preventDefault();
        event.stopPropagation();
        take([...event.clipboardData.files].map(named));
      },
    },
  };
}

export type Files = ReturnType<typeof useFiles>;

/** Where the way to send is barred: the button that takes the first refused file out. @returns whether it is */
export function stopAtRefused({ refused }: Files): boolean {
  const [first] = refused.keys();
  if (first === undefined) return false;
  document.getElementById(removeId(first))?.focus();
  return true;
}

export const removeId = (fileId: string): string => `remove-${fileId}`;
