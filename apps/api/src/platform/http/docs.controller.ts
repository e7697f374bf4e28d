import { Controller, Res } from '@nestjs/common';
import { allEndpoints, endpoints } from '@noxdesk/contracts';
import type { FastifyReply } from 'fastify';
import { VERSION } from '../../config/config.js';
import { DOCS_CSP, renderDocs, renderProblemPage } from './docs-page.js';
import { API_PREFIX, Input, type InputOf, Route } from './endpoint.js';
import { buildOpenApi, type OpenApiDocument } from './openapi.js';

const { system } = endpoints;

/** The API tells about itself, to programs and to people. */
@Controller(API_PREFIX)
export class DocsController {
  #document: OpenApiDocument | undefined;
  #page: string | undefined;

  @Route(system.openapi)
  openapi(): OpenApiDocument {
    return (this.#document ??= buildOpenApi(allEndpoints, VERSION));
  }

  @Route(system.docs)
  docs(@Res({ passthrough: true }) reply: FastifyReply): string {
    asPage(reply);
    return (this.#page ??= renderDocs(this.openapi()));
  }

  @Route(system.problem)
  problem(
    @Input() { params }: InputOf<typeof system.problem>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string {
    asPage(reply);
    return renderProblemPage(params.code);
  }
}

const asPage = (reply: FastifyReply) =>
  void reply.header('content-type', 'text/html; charset=utf-8').header('content-security-policy', DOCS_CSP);
