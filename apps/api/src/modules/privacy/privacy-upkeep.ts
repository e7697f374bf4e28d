import { Injectable } from '@nestjs/common';
import { TenantUpkeep } from '../../platform/queue/tenant-upkeep.js';
import { privacyUpkeepJob } from './privacy.jobs.js';

@Injectable()
export class PrivacyUpkeep extends TenantUpkeep {
  protected readonly schedule = {
    job: privacyUpkeepJob,
    everyMs: 3_600_000,
    firstMs: 10 * 60_000,
    failure: 'the upkeep of personal data could not be started and will be repeated',
  };
}
