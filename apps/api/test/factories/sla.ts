import { v7 as uuidv7 } from 'uuid';
import type { TestApp } from '../support/app.js';
import type { TestTenant } from './people.js';

/** A Monday in March at nine: far enough ahead that tokens signed at it hold for the system's clock, too. */
export const MONDAY = '2100-03-01T09:00:00Z';

/** Monday to Friday, nine to six in Madrid. */
export const OFFICE_HOURS = {
  timezone: 'Europe/Madrid',
  weekly: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
  holidays: [] as string[],
};

export interface PolicyOptions {
  name: string;
  plan?: string | null;
  department?: number | null;
  calendar?: object | null;
  warnings?: number[];
  /** First response, resolution and, where promised, next response of every priority, in minutes. */
  minutes?: [number, number, number?];
}

/** A policy at its first version. */
export async function createPolicy(
  { database }: TestApp,
  tenant: TestTenant,
  options: PolicyOptions,
): Promise<string> {
  const id = uuidv7();
  const { name, plan = null, department = null, calendar = null, minutes = [60, 240] } = options;
  const [first, resolution, next] = minutes;
  const target = {
    first_response_minutes: first,
    resolution_minutes: resolution,
    ...(next !== undefined && { next_response_minutes: next }),
  };
  await database.admin.query(
    `INSERT INTO sla_policies (tenant_id, id, name, plan_id, department_id, created_at)
     VALUES ($1, $2, $3, $4, $5, now())`,
    [tenant.id, id, name, plan, department],
  );
  await database.admin.query(
    `INSERT INTO sla_policy_versions (tenant_id, policy_id, version, calendar, warning_percent, targets, created_at)
     VALUES ($1, $2, 1, $3, 80, $4, now())`,
    [
      tenant.id,
      id,
      calendar && JSON.stringify(calendar),
      { low: target, medium: target, high: target, urgent: target, critical: target },
    ],
  );
  return id;
}

export async function createPlan({ database }: TestApp, tenant: TestTenant, name: string): Promise<string> {
  const id = uuidv7();
  await database.admin.query(
    'INSERT INTO plans (tenant_id, id, name, created_at) VALUES ($1, $2, $3, now())',
    [tenant.id, id, name],
  );
  return id;
}

/** How often each alert of a ticket was raised, as `first_response 80`: by its key and by the messages in the thread. */
export async function alertsOf({ database }: TestApp, ticketId: string) {
  const { rows: keys } = await database.admin.query<{ alert: string }>(
    `SELECT target || ' ' || percent AS alert FROM sla_alerts WHERE ticket_id = $1 ORDER BY 1`,
    [ticketId],
  );
  const { rows: messages } = await database.admin.query<{ alert: string; public: boolean }>(
    `SELECT (event->>'target') || ' ' || (event->>'percent') AS alert, public FROM ticket_messages
     WHERE ticket_id = $1 AND event->>'kind' IN ('sla_warning', 'sla_breach') ORDER BY 1`,
    [ticketId],
  );
  return {
    keys: keys.map(({ alert }) => alert),
    messages: messages.map(({ alert }) => alert),
    anyPublic: messages.some((row) => row.public),
  };
}
