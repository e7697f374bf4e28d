import { load, type RepeatedLoad } from './load.js';

// A process of its own: told what to ask for, it tells how that went.
process.once('message', async (options: RepeatedLoad) => {
  const result = await load({ ...options, next: () => options.shot });
  process.send!(result, () => process.disconnect());
});
