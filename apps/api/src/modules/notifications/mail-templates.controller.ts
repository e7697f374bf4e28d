import { Controller } from '@nestjs/common';
import { endpoints, type MailTemplate } from '@noxdesk/contracts';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import type { MailPage } from './mail-pages.js';
import { MailTemplatesService } from './mail-templates.service.js';

const { mailTemplates } = endpoints;

@Controller(API_PREFIX)
export class MailTemplatesController {
  constructor(private readonly service: MailTemplatesService) {}

  @Route(mailTemplates.list)
  async list(@From() { tenantId }: Caller): Promise<MailTemplate[]> {
    return this.service.list(tenantId);
  }

  @Route(mailTemplates.get)
  async get(
    @From() { tenantId }: Caller,
    @Input() { params }: InputOf<typeof mailTemplates.get>,
  ): Promise<MailTemplate> {
    return this.service.get(tenantId, params.kind, params.locale);
  }

  @Route(mailTemplates.change)
  async change(
    @From() { tenantId }: Caller,
    @Input() { params, body }: InputOf<typeof mailTemplates.change>,
  ): Promise<MailTemplate> {
    return this.service.change(tenantId, params.kind, params.locale, body);
  }

  @Route(mailTemplates.reset)
  async reset(
    @From() { tenantId }: Caller,
    @Input() { params }: InputOf<typeof mailTemplates.reset>,
  ): Promise<void> {
    await this.service.reset(tenantId, params.kind, params.locale);
  }

  @Route(mailTemplates.preview)
  async preview(
    @From() { tenantId }: Caller,
    @Input() { params, body }: InputOf<typeof mailTemplates.preview>,
  ): Promise<MailPage> {
    return this.service.preview(tenantId, params.kind, params.locale, body);
  }
}
