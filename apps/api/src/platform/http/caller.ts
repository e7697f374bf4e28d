import type { ApiScope, Locale, NotificationChoices, UserRole } from '@noxdesk/contracts';

/** Who sent the request, as the database knows them at this moment. */
export interface Caller {
  tenantId: number;
  tenant: { slug: string; name: string };
  userId: string;
  email: string;
  name: string;
  role: UserRole;
  canAccessTicketing: boolean;
  /** Departments the caller belongs to. */
  departmentIds: readonly number[];
  organizationId: string | null;
  /** The organisation lets its customers see each other's tickets. */
  sharesTickets: boolean;
  locale: Locale;
  notifications: Partial<NotificationChoices>;
  /** The scopes of an API token; null for a session, which has all that its role allows. */
  scopes: readonly ApiScope[] | null;
  /** The session one came with; null for API tokens and trusted issuers. */
  session: { id: string; confirmedAt: Date } | null;
  /** The API token one came with. */
  tokenId: string | null;
  /** The tenant asks for a second factor, and this session has none: nothing else can be done before. */
  mustEnrol: boolean;
  /** How the caller came: a session writes to tickets as `web`, an API token as `api`. */
  channel: 'web' | 'api';
}

/** Turns the bearer of a request into its caller; the identity module provides it. */
export abstract class CallerResolver {
  /**
   * @param admit called once it is known which tenant the bearer is of, before the database is asked about them
   * @throws ProblemError `unauthenticated`, and what `admit` throws
   */
  abstract resolve(request: unknown, admit?: (tenantId: number) => Promise<void>): Promise<Caller>;

  /** The caller was refused for want of a scope. */
  abstract lacksScope(caller: Caller, request: unknown, endpoint: string): void;

  /** The tenant of a bearer that has been found genuine before; nothing is asked for it. */
  abstract knownTenant(request: unknown): number | undefined;
}
