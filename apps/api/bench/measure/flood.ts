import { FloodClient, type FloodOptions } from './flood-client.js';

// A process of its own: told what to ask for, it tells how that went.
process.once('message', async (options: FloodOptions) => {
  const result = await new FloodClient(options).run();
  process.send!(result, () => process.disconnect());
});
