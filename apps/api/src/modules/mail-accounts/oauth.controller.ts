import { Controller, Inject, Res } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import type { FastifyReply } from 'fastify';
import { CONFIG, type Config } from '../../config/config.js';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { MailError } from '../../platform/mail-transport/mail-error.js';
import { OAuthConsent } from './oauth-consent.js';

const { mailAccounts } = endpoints;

@Controller(API_PREFIX)
export class OAuthController {
  constructor(
    private readonly consent: OAuthConsent,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  @Route(mailAccounts.authorize)
  async authorize(@From() { tenantId }: Caller, @Input() { params }: InputOf<typeof mailAccounts.authorize>) {
    return { url: await this.consent.begin(tenantId, params.id) };
  }

  /** Where the provider sends the browser back to; it goes on to the settings, whatever the provider said. */
  @Route(mailAccounts.callback)
  async callback(
    @Input() { query }: InputOf<typeof mailAccounts.callback>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const result = await this.#finish(query);
    const target = `${this.config.publicUrl}/tickets/settings/mail?oauth=${encodeURIComponent(result)}`;
    await reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'content-security-policy': "default-src 'none'",
      })
      .send(
        `<!doctype html><meta http-equiv="refresh" content="0;url=${target}"><a href="${target}">NoxDesk</a>`,
      );
  }

  async #finish({ state, code, error }: { state?: string; code?: string; error?: string }): Promise<string> {
    if (error !== undefined || state === undefined || code === undefined) return 'refused';
    try {
      await this.consent.finish(state, code);
      return 'connected';
    } catch (failure) {
      if (failure instanceof MailError) return failure.code;
      throw failure;
    }
  }
}
