import { ConfigError } from '../../../config/config.js';

export interface S3Settings {
  /** Scheme, host and port; no trailing slash. */
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads `s3://KEY:SECRET@HOST[:PORT]/BUCKET?region=…`; key and secret percent-encoded. TLS, except on this machine
 * or with `insecure=1`. The region defaults to `us-east-1`, which stores that have none expect.
 * @throws ConfigError that tells what is wrong and no secret
 */
export function readS3Settings(storageUrl: string): S3Settings {
  const wrong = (why: string) => new ConfigError(`STORAGE_URL=(hidden) cannot be used: ${why}`);
  if (!URL.canParse(storageUrl)) throw wrong('s3://KEY:SECRET@HOST/BUCKET?region=…');
  const url = new URL(storageUrl);
  const bucket = url.pathname.replace(/^\/|\/$/g, '');
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$/.test(bucket))
    throw wrong('after the host comes the name of a bucket');
  const unknown = [...url.searchParams.keys()].find((name) => name !== 'region' && name !== 'insecure');
  if (unknown !== undefined) throw wrong(`the only options are region and insecure, not ${unknown}`);
  const insecure = LOOPBACK.test(url.hostname) || url.searchParams.get('insecure') === '1';
  return {
    endpoint: `${insecure ? 'http' : 'https'}://${url.host}`,
    bucket,
    region: url.searchParams.get('region') || 'us-east-1',
    accessKeyId: decodeURIComponent(url.username),
    secretAccessKey: decodeURIComponent(url.password),
  };
}
