import { parse } from 'yaml';

/**
 * Packages of a lockfile that come from anywhere but the registry, or without the hash of what they hold.
 * @param {string} text of pnpm-lock.yaml
 * @returns {string[]}
 */
export function looseNames(text) {
  return Object.entries(parse(text).packages ?? {})
    .filter(([, { resolution = {} }]) => {
      const isHashed = /^sha(?:256|384|512)-[A-Za-z0-9+/]+=*$/.test(resolution.integrity ?? '');
      return !isHashed || Object.keys(resolution).some((key) => key !== 'integrity');
    })
    .map(([name]) => name);
}
