import { type HeapProfiler, Session } from 'node:inspector/promises';

/**
 * Loaded into the application before it starts: asked by a message, it tells how much has been allocated since it was
 * asked before, what is free again included. A sample is taken every few KiB, so many requests give a sure figure.
 */
const INTERVAL = 4_096;
const session = new Session();
session.connect();
const begin = () =>
  session.post('HeapProfiler.startSampling', {
    samplingInterval: INTERVAL,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });

const sizeOf = ({ selfSize, children }: HeapProfiler.SamplingHeapProfileNode): number =>
  children.reduce((sum, child) => sum + sizeOf(child), selfSize);

await begin();
process.on('message', async (message) => {
  if (message !== 'allocated') return;
  const { profile } = await session.post('HeapProfiler.stopSampling');
  await begin();
  process.send!({ allocated: sizeOf(profile.head) });
});
