/** Ends what the global setup started. An interrupted run never gets here: the orphan watch sees to that one. */
export default async function globalTeardown() {
  const { postgres, redis, guard } = globalThis.noxdeskTestServices;
  await Promise.all([postgres.stop(), redis.stop()]);
  guard.release();
}
