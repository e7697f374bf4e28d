import { emailAddress, type GroupMapping, type UserRole } from '@noxdesk/contracts';
import type { ExternalPerson } from './external-accounts.js';
import type { ProviderRow } from './identity-providers.repository.js';
import type { Claims } from './oidc-client.js';

const RANK: readonly UserRole[] = ['customer', 'agent', 'admin'];

/**
 * The value of a claim: by its whole name, else by the way that its dots lead (`realm_access.roles`).
 * @param name as an admin has written it
 */
export function claimAt(claims: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name
    .split('.')
    .reduce<unknown>(
      (value, part) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, part)
          ? (value as Record<string, unknown>)[part]
          : undefined,
      claims,
    );
}

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

/** One line, as names of people and organisations are kept. */
export const nameOf = (value: unknown): string | undefined =>
  textOf(value)
    // eslint-disable-next-line no-control-regex
    ?.replace(/[\u0000-\u001F\u007F]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200) || undefined;

/** An address that could be one, in lower case; null for anything else. */
export const emailOf = (value: unknown): string | null => emailAddress.safeParse(value).data ?? null;

export const localeOf = (value: unknown) => {
  const language = textOf(value)?.slice(0, 2).toLowerCase();
  return language === 'es' || language === 'en' ? language : undefined;
};

export const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : typeof value === 'string' ? value.split(/[\s,]+/) : []).filter(
    (item): item is string => typeof item === 'string' && item !== '',
  );

/** What the groups of somebody make of them; undefined where no mapping speaks of it. */
export function mapped(
  mappings: readonly GroupMapping[],
  groups: readonly string[],
): Pick<ExternalPerson, 'role' | 'departments'> {
  const own = mappings.filter(({ group }) => groups.includes(group));
  const roles = own.flatMap(({ role }) => (role ? [role] : []));
  const highest = roles.sort((a, b) => RANK.indexOf(b) - RANK.indexOf(a))[0];
  return {
    role: mappings.some(({ role }) => role !== null) ? (highest ?? 'customer') : undefined,
    departments: mappings.some(({ departments }) => departments.length > 0)
      ? [...new Set(own.flatMap(({ departments }) => departments))]
      : undefined,
  };
}

/** What a provider says of somebody, by its own settings. */
export function personOf(provider: ProviderRow, claims: Claims): ExternalPerson {
  const email = emailOf(claims.email);
  const domain = email?.split('@').at(-1) ?? '';
  const believed = provider.email_domains.length === 0 || provider.email_domains.includes(domain);
  const groups = claimAt(claims, provider.groups_claim);
  return {
    subject: claims.sub,
    email,
    // Some providers write it as text.
    emailVerified: believed && (claims.email_verified === true || claims.email_verified === 'true'),
    name: nameOf(claims.name ?? claims.preferred_username),
    locale: localeOf(claims.locale),
    ...mapped(provider.mappings, Array.isArray(groups) ? listOf(groups) : listOf([groups])),
    canAccessTicketing: undefined,
    organizationId: undefined,
  };
}
