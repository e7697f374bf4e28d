import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import type { Locale } from '@noxdesk/contracts';
import type { Admission } from './admission.js';
import type { CallerResolver } from './caller.js';
import { ProblemError } from './problem.js';
import { problemDocument } from './problem.filter.js';
import { negotiateLocale } from './problem-texts.js';
import { securityHeaders } from './security-headers.js';

/** What must be answered whatever else is going on, although a bearer may come with it. */
const ALWAYS_LET_IN = /^\/tickets\/api\/(?:health|auth)\//;

const RETRY_AFTER_S = '1';

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

export interface EarlyRefusalOptions {
  admission: Admission;
  callers: CallerResolver;
  /** Whether the outside reaches us by https. */
  secure: boolean;
}

/**
 * Refuses what there is no room for before the framework sees it: its body is not read, its route not found, and the
 * answer is made but for the number of the request. Of a flood that is nearly all, and whoever serves has to pay for
 * it: a refusal must cost a small part of what serving would. What is let through here is still asked by the guard.
 */
export function refuseEarly(server: Server, { admission, callers, secure }: EarlyRefusalOptions): void {
  const answering = server.listeners('request') as Answering[];
  const refuse = refusals(secure);
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (admission.waiting > 0 && !ALWAYS_LET_IN.test(request.url!)) {
      const tenantId = callers.knownTenant(request);
      if (tenantId !== undefined && admission.refuses(tenantId)) return refuse(request, response);
    }
    for (const answer of answering) answer.call(server, request, response);
  });
}

/** Stands where the number of the request goes, and is as long. */
const ANY_ID = '00000000-0000-4000-8000-000000000000';

function refusals(secure: boolean): Answering {
  const texts = new Map<Locale, { before: string; after: string; headers: string[] }>();
  const textsOf = (locale: Locale) => {
    const error = new ProblemError('unavailable');
    const body = JSON.stringify(problemDocument(error, locale, ANY_ID));
    const [before, after] = body.split(ANY_ID) as [string, string];
    const headers = {
      ...securityHeaders('/tickets/api/', secure),
      vary: 'Accept-Language',
      'retry-after': RETRY_AFTER_S,
      'content-type': 'application/problem+json; charset=utf-8',
      'content-language': locale,
      'content-length': String(Buffer.byteLength(body)),
    };
    return { before, after, headers: Object.entries(headers).flat() };
  };
  return (request, response) => {
    const locale = negotiateLocale(request.headers['accept-language']);
    let made = texts.get(locale);
    if (!made) texts.set(locale, (made = textsOf(locale)));
    const id = randomUUID();
    response.writeHead(503, [...made.headers, 'x-request-id', id]);
    response.end(made.before + id + made.after);
  };
}
