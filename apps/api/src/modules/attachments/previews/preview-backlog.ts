import { Injectable } from '@nestjs/common';
import { TenantUpkeep } from '../../../platform/queue/tenant-upkeep.js';
import { previewBacklogJob } from './preview-backlog.handler.js';

@Injectable()
export class PreviewBacklog extends TenantUpkeep {
  protected readonly schedule = {
    job: previewBacklogJob,
    everyMs: 30 * 60_000,
    firstMs: 5 * 60_000,
    failure: 'pictures without previews were not looked for; that will be repeated',
  };
}
