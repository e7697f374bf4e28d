import { createHash } from 'node:crypto';
import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AppearanceModule } from './modules/appearance/appearance.module.js';
import { AttachmentsModule } from './modules/attachments/attachments.module.js';
import { AuditModule } from './modules/audit/audit.module.js';
import { DepartmentsModule } from './modules/departments/departments.module.js';
import { FederationModule } from './modules/federation/federation.module.js';
import { HealthModule } from './modules/health/health.module.js';
import { IdentityModule } from './modules/identity/identity.module.js';
import { InboxModule } from './modules/inbox/inbox.module.js';
import { LiveModule } from './modules/live/live.module.js';
import { MailAccountsModule } from './modules/mail-accounts/mail-accounts.module.js';
import { MailIngestModule } from './modules/mail-ingest/mail-ingest.module.js';
import { NotificationsModule } from './modules/notifications/notifications.module.js';
import { OrganizationsModule } from './modules/organizations/organizations.module.js';
import { PrivacyModule } from './modules/privacy/privacy.module.js';
import { SlaPoliciesModule } from './modules/sla-policies/sla-policies.module.js';
import { TenantsModule } from './modules/tenants/tenants.module.js';
import { TicketsModule } from './modules/tickets/tickets.module.js';
import { WebhooksModule } from './modules/webhooks/webhooks.module.js';
import { WorkspaceModule } from './modules/workspace/workspace.module.js';
import { CountersModule } from './platform/counters/counters.module.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { EgressModule } from './platform/egress/egress.module.js';
import { HttpModule } from './platform/http/http.module.js';
import { MailTransportModule } from './platform/mail-transport/mail-transport.module.js';
import { PlatformModule, type PlatformParts } from './platform/platform.module.js';
import { QueueModule } from './platform/queue/queue.module.js';
import { RealtimeModule } from './platform/realtime/realtime.module.js';
import { StorageModule } from './platform/storage/storage.module.js';

export interface AppParts extends PlatformParts {
  /** Where the application signs in, as the role that owns nothing. */
  appDatabaseUrl: string;
  redisUrl: string | undefined;
}

@Module({})
export class AppModule {
  static forRoot(parts: AppParts): DynamicModule {
    const { config, keys, appDatabaseUrl, redisUrl } = parts;
    // Keeps installations that share one Redis apart.
    const prefix = `noxdesk-${createHash('sha256').update(keys.key('cursor')).digest('hex').slice(0, 12)}`;
    return {
      module: AppModule,
      imports: [
        PlatformModule.forRoot(parts),
        DatabaseModule.forRoot(appDatabaseUrl, 20),
        QueueModule.forRoot({
          redisUrl,
          databaseUrl: appDatabaseUrl,
          prefix,
          runsJobs: config.role !== 'api',
        }),
        CountersModule.forRoot(redisUrl, prefix),
        RealtimeModule.forRoot({ redisUrl, prefix }),
        StorageModule,
        EgressModule,
        MailTransportModule,
        HttpModule,
        ScheduleModule.forRoot(),
        AppearanceModule,
        AuditModule,
        HealthModule,
        IdentityModule,
        FederationModule,
        DepartmentsModule,
        OrganizationsModule,
        SlaPoliciesModule,
        TenantsModule,
        WebhooksModule,
        AttachmentsModule,
        TicketsModule,
        InboxModule,
        LiveModule,
        WorkspaceModule,
        MailAccountsModule,
        MailIngestModule,
        NotificationsModule,
        PrivacyModule,
      ],
    };
  }
}
