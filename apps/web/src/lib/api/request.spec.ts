import { describe, expect, it } from '@jest/globals';
import { API_BASE as CONTRACT_BASE, endpoints } from '@noxdesk/contracts';
import { toApiError } from './problem.js';
import { API_BASE, buildRequest } from './request.js';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('the request of a call', () => {
  it('goes to the base that the contracts name', () => {
    expect(API_BASE).toBe(CONTRACT_BASE);
  });

  it('carries its query in a fixed order, lists with commas, nothing empty', () => {
    const { url } = buildRequest(endpoints.tickets.list, {
      query: { status: ['new', 'open'], search: 'caída & más', limit: 50, cursor: null },
    });
    expect(url).toBe('/tickets/api/tickets/?limit=50&search=ca%C3%ADda+%26+m%C3%A1s&status=new%2Copen');
  });

  it('guards a change by the version that was seen', () => {
    const request = buildRequest(endpoints.tickets.change, {
      params: { id },
      body: { priority: 'high' },
      version: 7,
    });
    expect(request).toMatchObject({
      method: 'PATCH',
      url: `/tickets/api/tickets/${id}/`,
      body: '{"priority":"high"}',
    });
    expect(request.headers['if-match']).toBe('"7"');
  });

  it('turns a new ticket with files into the parts that the form of the API takes', () => {
    const file = new File(['x'], 'error.log');
    const { body, headers } = buildRequest(endpoints.tickets.create, {
      body: {
        subject: 'Asunto',
        department: 1,
        requester: { email: 'ana@ejemplo.com' },
        tags: ['web', 'dns'],
        messages: [{ body: 'Hola' }],
      },
      files: [file],
    });
    const form = body as FormData;
    expect(
      Object.fromEntries([...form].filter(([name]) => name !== 'attachments' && name !== 'tags')),
    ).toEqual({
      subject: 'Asunto',
      department: '1',
      requester: '{"email":"ana@ejemplo.com"}',
      body: 'Hola',
    });
    expect(form.getAll('tags')).toEqual(['web', 'dns']);
    expect((form.get('attachments') as File).name).toBe('error.log');
    expect(headers).not.toHaveProperty('content-type');
  });

  it('refuses to be built without a parameter of its path', () => {
    expect(() => buildRequest(endpoints.tickets.get, {})).toThrow(/needs id/);
  });
});

describe('a refusal', () => {
  it('is read by its code and fields', () => {
    const body = JSON.stringify({
      code: 'invalid_input',
      errors: [{ field: 'subject', code: 'x', message: 'Falta' }],
    });
    expect(toApiError(422, body, null)).toMatchObject({
      code: 'invalid_input',
      errors: [{ field: 'subject' }],
    });
  });

  it('is usable when a proxy answers with a page of its own', () => {
    expect(toApiError(502, '<html>Bad gateway</html>', null).code).toBe('unavailable');
    expect(toApiError(413, '', null).code).toBe('too_large');
    expect(toApiError(429, '', '30')).toMatchObject({ code: 'rate_limited', retryAfter: 30 });
  });
});
