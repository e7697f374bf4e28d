import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTenant, createUser, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';

// The calls of the customers' page, as they are printed there, host, token, uuid and path of the file aside.
// Real: PostgreSQL, Redis, the socket, curl.
let app: TestApp;
let agent: TestUser;
let token: string;
let host: string;
let folder: string;

beforeAll(async () => {
  app = await startTestApp();
  const tenant = await createTenant(app);
  agent = await createUser(app, tenant, { role: 'agent', departments: [1, 2] });
  ({ token } = await createUser(app, tenant));
  await app.app.listen(0, '127.0.0.1');
  host = `http://127.0.0.1:${(app.app.getHttpServer().address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), 'noxdesk-page-'));
  await writeFile(join(folder, 'error.log'), '2026-02-08 10:31:07 ERROR 500 en /sites/new\n');
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a command of the page in a shell. */
async function run(command: string): Promise<{ status: number; json: unknown }> {
  const filled = command
    .replaceAll('https://tu-dominio.com', host)
    .replaceAll('<token>', token)
    .replaceAll('/ruta/al/archivo', folder);
  const { stdout } = await promisify(execFile)('sh', ['-c', `${filled} -s -w '\\n%{http_code}'`]);
  const [status = '', ...body] = stdout.split('\n').reverse();
  return { status: Number(status), json: JSON.parse(body.reverse().join('\n')) as unknown };
}

describe('the calls of the product page', () => {
  let id: string;

  it('crear un ticket vía API', async () => {
    const { status, json } = await run(`curl -X POST https://tu-dominio.com/tickets/api/tickets/ \\
-H "Authorization: Bearer <token>" \\
-H "Content-Type: application/json" \\
-d '{
"subject": "Error al crear sitio web",
"department": 1,
"priority": "high",
"messages": [
{
"body": "Al intentar crear un nuevo sitio web desde el panel de hosting, recibo un error 500. Adjunto captura de pantalla del error. El dominio es ejemplo.com y el error ocurre al pulsar el botón Crear.",
"message_type": "reply"
}
]
}'`);
    expect(status).toBe(201);
    expect(json).toMatchObject({
      number: 'TK-000001',
      subject: 'Error al crear sitio web',
      status: 'new',
      priority: 'high',
      department: { name: 'Soporte Técnico' },
      created_at: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}.*Z$/),
    });
    ({ id } = json as { id: string });
  });

  it('ver detalle de un ticket', async () => {
    const { status, json } = await run(`curl -X GET https://tu-dominio.com/tickets/api/tickets/${id}/ \\
-H "Authorization: Bearer <token>"`);
    expect(status).toBe(200);
    expect(json).toMatchObject({ id, messages: [{ message_type: 'reply' }] });
  });

  it('responder a un ticket', async () => {
    const { status, json } =
      await run(`curl -X POST https://tu-dominio.com/tickets/api/tickets/${id}/reply/ \\
-H "Authorization: Bearer <token>" \\
-H "Content-Type: application/json" \\
-d '{
"body": "He probado los pasos que indicas y el problema persiste. Adjunto los logs del servidor.",
"message_type": "reply"
}'`);
    expect(status).toBe(201);
    expect(json).toMatchObject({ message_type: 'reply', author: { kind: 'customer' } });
  });

  it('adjuntar un archivo a un mensaje', async () => {
    const { status, json } =
      await run(`curl -X POST https://tu-dominio.com/tickets/api/tickets/${id}/reply/ \\
-H "Authorization: Bearer <token>" \\
-F "body=Adjunto los logs del servidor" \\
-F "attachments=@/ruta/al/archivo/error.log"`);
    expect(status).toBe(201);
    const { attachments } = json as { attachments: { filename: string; url: string }[] };
    expect(attachments).toEqual([
      expect.objectContaining({ filename: 'error.log', content_type: 'text/plain' }),
    ]);
    const file = await fetch(`${host}${attachments[0]!.url}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await file.text()).toContain('ERROR 500');
    expect((await fetch(`${host}${attachments[0]!.url}`)).status).toBe(401);
  });

  it('filtrar tickets por estado y prioridad', async () => {
    await app.request({
      method: 'PATCH',
      path: `tickets/${id}/`,
      token: agent.token,
      body: { status: 'open' },
    });
    const { status, json } =
      await run(`curl -X GET "https://tu-dominio.com/tickets/api/tickets/?status=open&priority=high" \\
-H "Authorization: Bearer <token>"`);
    expect(status).toBe(200);
    expect(json).toMatchObject({ results: [{ id }], next: null, previous: null });
  });

  it('buscar tickets por número', async () => {
    const { json } = await run(`curl -X GET "https://tu-dominio.com/tickets/api/tickets/?search=TK-000001" \\
-H "Authorization: Bearer <token>"`);
    expect(json).toMatchObject({ results: [{ id, number: 'TK-000001' }] });
  });

  it('listar departamentos disponibles', async () => {
    const { json } = await run(`curl -X GET https://tu-dominio.com/tickets/api/departments/ \\
-H "Authorization: Bearer <token>"`);
    expect(json).toEqual([
      { id: 1, name: 'Soporte Técnico', slug: 'soporte-tecnico' },
      { id: 2, name: 'Ventas', slug: 'ventas' },
    ]);
  });
});
