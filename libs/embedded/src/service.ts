/** What a service sees of our environment: none of our settings and secrets. */
export const SERVICE_ENV = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', TZ: 'UTC', LC_ALL: 'C' };

/** A server of ours that runs. */
export interface RunningService {
  url: string;
  pid: number;
  /** Resolves with a short reason when the service ends, whoever ended it. */
  exited: Promise<string>;
  /** Ends the service within 9 seconds, data on disk. May be called again. */
  stop(): Promise<void>;
}
