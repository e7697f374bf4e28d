import { randomBytes } from 'node:crypto';

/** The size of a signing key; Standard Webhooks asks for 24 to 64 random bytes. */
const SECRET_BYTES = 32;

/** A signing secret as Standard Webhooks writes them: `whsec_` and the key in base64. */
export const newWebhookSecret = () => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;

/** What the sealed secret of a webhook is bound to; to be named again when it is opened. */
export const webhookSecretContext = (tenantId: number, id: string) => `webhooks ${tenantId} ${id}`;
