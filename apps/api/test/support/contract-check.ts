import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { allEndpoints, API_BASE, problemDetails } from '@noxdesk/contracts';
import type { FastifyRequest } from 'fastify';

/**
 * Holds every answer of the application to its contract: JSON to the route's response schema, refusals to problem
 * details. What breaks it is reported by `check`, which the test's next request and its end call.
 */
export class ContractCheck {
  readonly #violations: string[] = [];

  /** To be called before the routes are made: a hook holds for routes that come after it. */
  install(app: NestFastifyApplication): void {
    const fastify = app.getHttpAdapter().getInstance();
    fastify.addHook('onSend', async (request, reply, payload: unknown) => {
      if (!request.url.startsWith(API_BASE)) return payload;
      const fault = faultOf(
        request,
        reply.statusCode,
        String(reply.getHeader('content-type') ?? ''),
        payload,
      );
      if (fault !== undefined) {
        const route = `${request.method} ${request.url} → ${reply.statusCode}`;
        this.#violations.push(`${route}: ${fault}\n${String(payload).slice(0, 2_000)}`);
      }
      return payload;
    });
  }

  /** @throws Error that tells which answers broke their contract */
  check(): void {
    if (this.#violations.length === 0) return;
    throw new Error(`Answers outside the contract:\n${this.#violations.splice(0).join('\n')}`);
  }
}

function faultOf(
  request: FastifyRequest,
  status: number,
  type: string,
  payload: unknown,
): string | undefined {
  if (status >= 400) {
    if (!type.startsWith('application/problem+json')) return `a refusal as ${type || 'nothing'}`;
    const problem = problemDetails.safeParse(JSON.parse(String(payload)));
    if (!problem.success) return problem.error.message;
    return problem.data.status === status ? undefined : `its document says ${problem.data.status}`;
  }
  const endpoint = endpointOf(request);
  // Answers of something that is no route of the contracts would be nobody's promise.
  if (!endpoint) return 'no route of the contracts';
  if (endpoint.status !== status && !endpoint.alsoAnswers?.some((also) => also === status))
    return `the contract promises ${endpoint.status}`;
  if (!endpoint.response) {
    return type.startsWith('application/json') ? 'JSON without a schema in the contract' : undefined;
  }
  if (!type.startsWith('application/json')) return `${type || 'nothing'} instead of JSON`;
  const answer = endpoint.response.safeParse(JSON.parse(String(payload)));
  return answer.success ? undefined : answer.error.message;
}

const trimmed = (path: string) => path.replace(/\/$/, '');

function endpointOf(request: FastifyRequest) {
  const pattern = trimmed(request.routeOptions.url ?? '');
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  return allEndpoints.find(
    (endpoint) => endpoint.method === method && trimmed(`${API_BASE}${endpoint.path}`) === pattern,
  );
}
