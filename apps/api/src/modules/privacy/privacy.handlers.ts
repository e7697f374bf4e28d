import { Injectable } from '@nestjs/common';
import { type JobContext, JobHandler } from '../../platform/queue/job.js';
import { DataExportsService } from './data-exports.service.js';
import { ErasuresService } from './erasures.service.js';
import {
  type ByIdPayload,
  dataExportJob,
  erasureJob,
  type NoPayload,
  privacyUpkeepJob,
} from './privacy.jobs.js';
import { RetentionService } from './retention.service.js';

@Injectable()
export class DataExportHandler extends JobHandler<ByIdPayload> {
  readonly job = dataExportJob;

  constructor(private readonly exports: DataExportsService) {
    super();
  }

  async handle({ id }: ByIdPayload, { tenantId }: JobContext): Promise<void> {
    await this.exports.make(tenantId, id);
  }

  override async gaveUp({ id }: ByIdPayload, tenantId: number): Promise<void> {
    await this.exports.failed(tenantId, id);
  }
}

@Injectable()
export class ErasureHandler extends JobHandler<ByIdPayload> {
  readonly job = erasureJob;

  constructor(private readonly erasures: ErasuresService) {
    super();
  }

  async handle({ id }: ByIdPayload, { tenantId }: JobContext): Promise<void> {
    await this.erasures.carryOut(tenantId, id);
  }

  override async gaveUp({ id }: ByIdPayload, tenantId: number): Promise<void> {
    await this.erasures.failed(tenantId, id);
  }
}

@Injectable()
export class PrivacyUpkeepHandler extends JobHandler<NoPayload> {
  readonly job = privacyUpkeepJob;

  constructor(
    private readonly exports: DataExportsService,
    private readonly retention: RetentionService,
  ) {
    super();
  }

  async handle(_: NoPayload, { tenantId }: JobContext): Promise<void> {
    await this.exports.dropExpired(tenantId);
    await this.retention.run(tenantId);
  }
}
