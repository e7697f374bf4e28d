import {
  departmentEndpoints,
  operatorEndpoints,
  organizationEndpoints,
  planEndpoints,
  settingsEndpoints,
  slaPolicyEndpoints,
  userEndpoints,
} from './administration.js';
import { apiTokenEndpoints, authEndpoints } from './auth.js';
import type { Endpoint } from './endpoint.js';
import { liveEndpoints } from './live.js';
import { confirmationEndpoints, mailAccountEndpoints, mailEndpoints } from './mail.js';
import { systemEndpoints } from './system.js';
import { ticketEndpoints } from './tickets.js';
import { webhookEndpoints } from './webhooks.js';

/** Every route of the API, by resource. */
export const endpoints = {
  auth: authEndpoints,
  tickets: ticketEndpoints,
  departments: departmentEndpoints,
  users: userEndpoints,
  organizations: organizationEndpoints,
  plans: planEndpoints,
  slaPolicies: slaPolicyEndpoints,
  settings: settingsEndpoints,
  apiTokens: apiTokenEndpoints,
  mailAccounts: mailAccountEndpoints,
  mail: mailEndpoints,
  confirmations: confirmationEndpoints,
  webhooks: webhookEndpoints,
  live: liveEndpoints,
  operator: operatorEndpoints,
  system: systemEndpoints,
};

export const allEndpoints: readonly Endpoint[] = Object.values(endpoints).flatMap((group) =>
  Object.values(group as Record<string, Endpoint>),
);
