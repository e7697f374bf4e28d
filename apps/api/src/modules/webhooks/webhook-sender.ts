import { Injectable } from '@nestjs/common';
import { VERSION } from '../../config/config.js';
import { Clock } from '../../platform/clock/clock.js';
import { GuardedHttp, HttpError } from '../../platform/egress/guarded-http.js';
import { SecretBox } from '../../platform/security/secret-box.js';
import type { Attempt, SendableRow } from './webhook-deliveries.repository.js';
import { webhookSecretContext } from './webhook-secret.js';
import { signatureHeaders } from './webhook-signature.js';

/** Makes one attempt to deliver. Outside of any transaction: a receiver may take its time. */
@Injectable()
export class WebhookSender {
  constructor(
    private readonly http: GuardedHttp,
    private readonly secrets: SecretBox,
    private readonly clock: Clock,
  ) {}

  async send(tenantId: number, delivery: SendableRow): Promise<Attempt> {
    const at = this.clock.now();
    const started = performance.now();
    const { statusCode, error } = await this.#post(tenantId, delivery, at);
    return { statusCode, error, at, latencyMs: Math.round(performance.now() - started) };
  }

  async #post(tenantId: number, { webhook_id, message_id, url, secret, body }: SendableRow, at: Date) {
    const key = this.secrets.open(secret, webhookSecretContext(tenantId, webhook_id));
    const headers = {
      'content-type': 'application/json',
      'user-agent': `NoxDesk/${VERSION}`,
      ...signatureHeaders(key, message_id, at, body),
    };
    try {
      const statusCode = await this.http.post(url, headers, body);
      return { statusCode, error: errorOf(statusCode) };
    } catch (error) {
      if (error instanceof HttpError) return { statusCode: null, error: error.code };
      throw error;
    }
  }
}

function errorOf(statusCode: number): string | null {
  if (statusCode >= 200 && statusCode < 300) return null;
  return statusCode >= 300 && statusCode < 400 ? 'redirect' : 'refused_by_receiver';
}
