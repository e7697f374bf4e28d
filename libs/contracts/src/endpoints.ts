import {
  departmentEndpoints,
  operatorEndpoints,
  organizationEndpoints,
  planEndpoints,
  settingsEndpoints,
  userEndpoints,
} from './administration.js';
import { appearanceEndpoints, mailTemplateEndpoints } from './appearance.js';
import { auditEndpoints } from './audit.js';
import { apiTokenEndpoints } from './api-tokens.js';
import { authEndpoints } from './auth.js';
import { confirmationEndpoints } from './confirmations.js';
import { heldReplyEndpoints, linkEndpoints, macroEndpoints, contactEndpoints, tagEndpoints } from './desk.js';
import type { Endpoint } from './endpoint.js';
import { identityProviderEndpoints, trustedIssuerEndpoints } from './federation.js';
import { liveEndpoints } from './live.js';
import { mailAccountEndpoints } from './mail-accounts.js';
import { mailEndpoints } from './mail.js';
import { signInLinkEndpoints } from './sign-in-links.js';
import { slaPolicyEndpoints } from './sla-policies.js';
import { privacyEndpoints } from './privacy.js';
import { setupEndpoints } from './setup.js';
import { slaEndpoints } from './sla-reports.js';
import { ownSecurityEndpoints, tenantSecurityEndpoints } from './second-factor.js';
import { systemEndpoints } from './system.js';
import { ticketEndpoints } from './ticket-requests.js';
import { webhookEndpoints } from './webhooks.js';
import {
  bulkEndpoints,
  cannedReplyEndpoints,
  draftEndpoints,
  notificationEndpoints,
  viewEndpoints,
} from './workspace.js';

/** Every route of the API, by resource. */
export const endpoints = {
  auth: authEndpoints,
  signInLinks: signInLinkEndpoints,
  tickets: ticketEndpoints,
  departments: departmentEndpoints,
  users: userEndpoints,
  organizations: organizationEndpoints,
  plans: planEndpoints,
  slaPolicies: slaPolicyEndpoints,
  sla: slaEndpoints,
  settings: settingsEndpoints,
  apiTokens: apiTokenEndpoints,
  ownSecurity: ownSecurityEndpoints,
  tenantSecurity: tenantSecurityEndpoints,
  identityProviders: identityProviderEndpoints,
  trustedIssuers: trustedIssuerEndpoints,
  mailAccounts: mailAccountEndpoints,
  mail: mailEndpoints,
  mailTemplates: mailTemplateEndpoints,
  appearance: appearanceEndpoints,
  confirmations: confirmationEndpoints,
  webhooks: webhookEndpoints,
  live: liveEndpoints,
  bulk: bulkEndpoints,
  views: viewEndpoints,
  drafts: draftEndpoints,
  cannedReplies: cannedReplyEndpoints,
  notifications: notificationEndpoints,
  macros: macroEndpoints,
  tags: tagEndpoints,
  contacts: contactEndpoints,
  links: linkEndpoints,
  heldReplies: heldReplyEndpoints,
  audit: auditEndpoints,
  operator: operatorEndpoints,
  privacy: privacyEndpoints,
  setup: setupEndpoints,
  system: systemEndpoints,
};

export const allEndpoints: readonly Endpoint[] = Object.values(endpoints).flatMap((group) =>
  Object.values(group as Record<string, Endpoint>),
);
