import { fetchBlob } from './api/index.js';

/** Fetches a file with the token and hands it to the browser to save. */
export async function download(url: string, filename: string): Promise<void> {
  const local = URL.createObjectURL(await fetchBlob(url));
  const link = document.createElement('a');
  link.href = local;
  link.download = filename;
  link.click();
  // Firefox reads the URL after the click has returned.
  setTimeout(() => URL.revokeObjectURL(local), 10_000);
}
