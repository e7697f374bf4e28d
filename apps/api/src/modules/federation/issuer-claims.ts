import type { UserRole } from '@noxdesk/contracts';
import type { ExternalPerson } from './external-accounts.js';
import type { Claims } from './oidc-client.js';
import { claimAt, emailOf, listOf, localeOf, nameOf, textOf } from './provider-claims.js';
import type { IssuerOfToken } from './trusted-issuers.repository.js';

const PERMISSION = 'can_access_ticketing';

/** The organisation of somebody as the issuer tells of it, and its plan. */
export interface ToldOrganization {
  /** The issuer's id of it, or of the person who is one alone. */
  externalId: string;
  name: string;
  /** As the issuer names it; null: none. undefined: it does not say. */
  plan: string | null | undefined;
}

export interface Told {
  person: Omit<ExternalPerson, 'organizationId'>;
  /** null: they belong to none. undefined: the issuer does not say. */
  organization: ToldOrganization | null | undefined;
}

/** What a token of an issuer says, by the mapping that an admin has made. */
export function toldBy(issuer: IssuerOfToken, claims: Claims): Told {
  const { claims: names, roles, links_by_email: _links } = issuer;
  const at = (name: string | null) => (name === null ? undefined : claimAt(claims, name));
  const email = emailOf(at(names.email));
  const name = nameOf(at(names.name));
  const verified = names.email_verified === null || at(names.email_verified) === true;
  return {
    person: {
      subject: claims.sub,
      email,
      emailVerified: verified,
      name,
      locale: localeOf(at(names.locale)),
      role: names.role === null ? undefined : roleOf(roles, listOf(at(names.role))),
      departments: undefined,
      // Nothing said is nothing allowed.
      canAccessTicketing: allows(at(names.access)),
    },
    organization: organizationOf(issuer, claims, name ?? email ?? claims.sub),
  };
}

const allows = (value: unknown) => value === true || listOf(value).includes(PERMISSION);

function roleOf(roles: Record<string, UserRole>, values: readonly string[]): UserRole {
  const meant = values.map((value) => (Object.hasOwn(roles, value) ? roles[value] : undefined));
  return (['admin', 'agent'] as const).find((role) => meant.includes(role)) ?? 'customer';
}

function organizationOf({ claims: names }: IssuerOfToken, claims: Claims, personName: string) {
  if (names.organization === null && names.plan === null) return undefined;
  const told = names.plan === null ? undefined : claimAt(claims, names.plan);
  const plan = names.plan === null ? undefined : (idOf(told) ?? null);
  const externalId = names.organization === null ? undefined : idOf(claimAt(claims, names.organization));
  if (externalId !== undefined) {
    const name =
      names.organization_name === null ? undefined : nameOf(claimAt(claims, names.organization_name));
    return { externalId: `organization:${externalId}`, name: name ?? externalId, plan };
  }
  // A plan is an organisation's: somebody who has one of their own is an organisation of one.
  return plan ? { externalId: `person:${claims.sub}`, name: personName, plan } : null;
}

const idOf = (value: unknown): string | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : textOf(value)?.slice(0, 200);
