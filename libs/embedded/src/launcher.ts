/**
 * Calls `leave` once when the launcher that started this process through an IPC channel is gone, killed included.
 * Without such a channel nothing is watched: then nobody promised to stay.
 */
export function whenLauncherGone(leave: () => void): void {
  if (process.send === undefined) return;
  process.once('disconnect', leave);
  // The channel alone must not keep a finished process alive.
  process.channel?.unref();
  if (!process.connected) leave();
}
