import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { assertReadableCluster, clusterVersion } from './cluster.js';

describe('a PostgreSQL data folder', () => {
  let cluster: string;
  beforeEach(() => {
    cluster = mkdtempSync(join(tmpdir(), 'noxdesk-cluster-'));
  });
  afterEach(() => rmSync(cluster, { recursive: true, force: true }));

  it('is taken when it is missing or of our version', () => {
    expect(() => assertReadableCluster(join(cluster, 'missing'), 18)).not.toThrow();
    writeFileSync(join(cluster, 'PG_VERSION'), '18\n');
    expect(clusterVersion(cluster)).toBe(18);
    expect(() => assertReadableCluster(cluster, 18)).not.toThrow();
  });

  it.each([
    [
      '19\n',
      /is of PostgreSQL 19, this NoxDesk comes with 18: use the NoxDesk that made it\. Nothing was changed\.$/,
    ],
    [
      '17\n',
      /is of PostgreSQL 17, this NoxDesk comes with 18: move it by pg_dump and pg_restore\. Nothing was changed\.$/,
    ],
  ])('of version %j is refused in one line', (version, message) => {
    writeFileSync(join(cluster, 'PG_VERSION'), version);
    expect(() => assertReadableCluster(cluster, 18)).toThrow(message);
  });

  it('that holds something else is refused and left as it is', () => {
    mkdirSync(join(cluster, 'photos'));
    expect(() => assertReadableCluster(cluster, 18)).toThrow(/holds no PostgreSQL data/);
    expect(readdirSync(cluster)).toEqual(['photos']);
  });
});
