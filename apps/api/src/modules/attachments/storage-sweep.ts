import { Injectable } from '@nestjs/common';
import { TenantUpkeep } from '../../platform/queue/tenant-upkeep.js';
import { storageSweepJob } from './storage-sweep.handler.js';

@Injectable()
export class StorageSweep extends TenantUpkeep {
  protected readonly schedule = {
    job: storageSweepJob,
    everyMs: 24 * 3_600_000,
    firstMs: 15 * 60_000,
    failure: 'the clean-up of the store could not be started and will be repeated',
  };
}
