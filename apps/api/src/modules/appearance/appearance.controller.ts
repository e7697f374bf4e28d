import { Controller, Req, Res } from '@nestjs/common';
import { type Appearance, type Brand, endpoints } from '@noxdesk/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { AppearanceService } from './appearance.service.js';

const { appearance } = endpoints;

@Controller(API_PREFIX)
export class AppearanceController {
  constructor(private readonly service: AppearanceService) {}

  @Route(appearance.brand)
  async brand(@Req() request: FastifyRequest): Promise<Brand> {
    return this.service.ofHost(request.hostname.toLowerCase());
  }

  @Route(appearance.logo)
  async logo(
    @Input() { params }: InputOf<typeof appearance.logo>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { bytes, type } = await this.service.logo(params.id);
    void reply.headers({
      'content-type': type,
      'content-length': bytes.length,
      // The address carries the hash of what is there.
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': `default-src 'none'; sandbox`,
      'cross-origin-resource-policy': 'cross-origin',
    });
    return bytes;
  }

  @Route(appearance.get)
  async get(@From() { tenantId }: Caller): Promise<Appearance> {
    return this.service.get(tenantId);
  }

  @Route(appearance.change)
  async change(
    @From() { tenantId }: Caller,
    @Input() { body }: InputOf<typeof appearance.change>,
  ): Promise<Appearance> {
    return this.service.change(tenantId, body);
  }
}
