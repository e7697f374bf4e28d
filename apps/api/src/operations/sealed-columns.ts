import { clientSecretContext } from '../modules/federation/identity-providers.service.js';
import { totpSecretContext } from '../modules/identity/second-factor/totp-factors.js';
import { webhookSecretContext } from '../modules/webhooks/webhook-secret.js';

/** A column whose values are sealed, with what each is bound to. */
export interface SealedColumn {
  table: string;
  column: string;
  /** Names the row within its tenant; text, however it is stored. */
  id: string;
  context: (tenantId: number, id: string) => string;
}

/** Every column that {@link SecretBox} fills. A rotation that meets sealed values elsewhere says so and fails. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    table: 'mail_accounts',
    column: 'secrets',
    id: 'id',
    context: (tenantId, id) => `mail_accounts:${tenantId}:${id}`,
  },
  { table: 'webhooks', column: 'secret', id: 'id', context: webhookSecretContext },
  { table: 'totp_factors', column: 'secret', id: 'user_id', context: totpSecretContext },
  { table: 'identity_providers', column: 'client_secret', id: 'id', context: clientSecretContext },
];
