import { z } from 'zod';
import { userRole } from './auth.js';
import { departmentId, httpUrl, line, pageQuery, patch, timestamp, uuid } from './common.js';
import { adminResource } from './endpoint.js';

/** Encrypted, or on this machine: what comes over it decides who gets in. */
const safeUrl = httpUrl.refine(
  (text) =>
    !URL.canParse(text) ||
    new URL(text).protocol === 'https:' ||
    /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(text).hostname),
  { params: { code: 'not_https' } },
);
const claimName = z.string().min(1).max(200);
const domain = z
  .string()
  .toLowerCase()
  .max(253)
  .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/, 'invalid_host');
const listQuery = z.strictObject({ ...pageQuery, search: z.string().trim().min(1).max(200).optional() });

const groupMapping = z
  .strictObject({
    group: z.string().min(1).max(200),
    role: userRole.nullable().default(null),
    departments: z.array(departmentId).max(100).default([]),
  })
  .meta({ id: 'GroupMapping', description: 'what belonging to a group of the provider makes of somebody' });
export type GroupMapping = z.infer<typeof groupMapping>;

export const identityProvider = z
  .strictObject({
    id: uuid,
    name: z.string(),
    issuer: z.string(),
    client_id: z.string(),
    has_client_secret: z.boolean(),
    scopes: z.array(z.string()),
    groups_claim: z.string(),
    mappings: z.array(groupMapping),
    email_domains: z.array(z.string()),
    creates_users: z.boolean(),
    links_by_email: z.boolean(),
    vouches: z.boolean(),
    enabled: z.boolean(),
    redirect_uri: z.string().meta({ description: 'to be registered with the provider' }),
    created_at: timestamp,
  })
  .meta({ id: 'IdentityProvider' });
export type IdentityProvider = z.infer<typeof identityProvider>;

const providerFields = {
  name: line(100),
  issuer: safeUrl,
  client_id: z.string().trim().min(1).max(500),
  client_secret: z
    .string()
    .min(1)
    .max(2_000)
    .nullable()
    .meta({ description: 'kept sealed and never answered; null: a public client' }),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]{1,100}$/))
    .max(20)
    .transform((scopes) => [...new Set(['openid', ...scopes])]),
  groups_claim: claimName,
  mappings: z.array(groupMapping).max(200),
  email_domains: z
    .array(domain)
    .max(100)
    .meta({ description: 'empty: addresses of any domain are believed' }),
  creates_users: z
    .boolean()
    .meta({ description: 'makes a customer, or what the mappings say, of who is new' }),
  links_by_email: z
    .boolean()
    .meta({ description: 'an address that the provider has verified is that of the account here' }),
  vouches: z.boolean().meta({ description: 'its sign-ins need no second factor here' }),
  enabled: z.boolean(),
};

const createProvider = z.strictObject({
  ...providerFields,
  client_secret: providerFields.client_secret.default(null),
  scopes: providerFields.scopes.default(['openid', 'email', 'profile']),
  groups_claim: claimName.default('groups'),
  mappings: providerFields.mappings.default([]),
  email_domains: providerFields.email_domains.default([]),
  creates_users: providerFields.creates_users.default(true),
  links_by_email: providerFields.links_by_email.default(true),
  vouches: providerFields.vouches.default(false),
  enabled: providerFields.enabled.default(true),
});
export type CreateIdentityProvider = z.infer<typeof createProvider>;
const changeProvider = patch(providerFields);
export type ChangeIdentityProvider = z.infer<typeof changeProvider>;

export const identityProviderEndpoints = adminResource({
  name: 'identity-providers',
  tag: 'Administration',
  label: 'identity providers (OpenID Connect)',
  item: identityProvider,
  create: createProvider,
  change: changeProvider,
  id: uuid,
  list: listQuery,
});

/** Signatures that only the issuer can make. None, and none by a shared key, is ever taken. */
export const tokenAlgorithm = z.enum([
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
]);
export type TokenAlgorithm = z.infer<typeof tokenAlgorithm>;

const claimMapping = z
  .strictObject({
    email: claimName.default('email'),
    email_verified: claimName
      .nullable()
      .default(null)
      .meta({ description: 'must be true where it is named; null: the issuer’s addresses are its own word' }),
    name: claimName.default('name'),
    locale: claimName.default('locale'),
    access: claimName
      .default('can_access_ticketing')
      .meta({ description: 'true, or a list or text that names `can_access_ticketing`; else there is none' }),
    role: claimName.nullable().default(null),
    organization: claimName
      .nullable()
      .default(null)
      .meta({ description: 'the issuer’s id of the organisation' }),
    organization_name: claimName.nullable().default(null),
    plan: claimName.nullable().default(null),
  })
  .meta({ id: 'ClaimMapping', description: 'which claim says what; a dot leads into an object' });
export type ClaimMapping = z.infer<typeof claimMapping>;

const publicKey = z
  .looseObject({ kty: z.enum(['RSA', 'EC', 'OKP']), kid: z.string().max(500).optional() })
  .meta({ id: 'PublicKey', description: 'a public JWK (RFC 7517)' });

export const trustedIssuer = z
  .strictObject({
    id: uuid,
    name: z.string(),
    issuer: z.string(),
    audience: z.string(),
    jwks_url: z.string().nullable(),
    keys: z.array(publicKey).nullable(),
    algorithms: z.array(tokenAlgorithm),
    claims: claimMapping,
    roles: z.record(z.string(), userRole),
    plans: z.record(z.string(), uuid),
    links_by_email: z.boolean(),
    enabled: z.boolean(),
    created_at: timestamp,
  })
  .meta({ id: 'TrustedIssuer' });
export type TrustedIssuer = z.infer<typeof trustedIssuer>;

const issuerFields = {
  name: line(100),
  issuer: z.string().trim().min(1).max(500).meta({ description: 'the `iss` of its tokens' }),
  audience: z.string().trim().min(1).max(500).meta({ description: 'the `aud` that its tokens must name' }),
  jwks_url: safeUrl.nullable().meta({ description: 'where its keys are; or give `public_key`' }),
  public_key: z
    .string()
    .min(1)
    .max(20_000)
    .nullable()
    .meta({ description: 'a public key in PEM form, a JWK or a JWK set' }),
  algorithms: z
    .array(tokenAlgorithm)
    .min(1)
    .transform((algorithms) => [...new Set(algorithms)]),
  claims: claimMapping,
  roles: z
    .record(z.string().min(1).max(200), userRole)
    .meta({ description: 'what the values of the role claim mean; any other is a customer' }),
  plans: z
    .record(z.string().min(1).max(200), uuid)
    .meta({ description: 'what the values of the plan claim mean; any other is looked for by its name' }),
  links_by_email: z
    .boolean()
    .meta({ description: 'an account here with the same address is the same person' }),
  enabled: z.boolean(),
};

const createIssuer = z.strictObject({
  ...issuerFields,
  jwks_url: issuerFields.jwks_url.default(null),
  public_key: issuerFields.public_key.default(null),
  algorithms: issuerFields.algorithms.default(['RS256', 'ES256', 'EdDSA']),
  claims: claimMapping.prefault({}),
  roles: issuerFields.roles.default({}),
  plans: issuerFields.plans.default({}),
  links_by_email: issuerFields.links_by_email.default(false),
  enabled: issuerFields.enabled.default(true),
});
export type CreateTrustedIssuer = z.infer<typeof createIssuer>;
const changeIssuer = patch(issuerFields);
export type ChangeTrustedIssuer = z.infer<typeof changeIssuer>;

export const trustedIssuerEndpoints = adminResource({
  name: 'trusted-issuers',
  tag: 'Administration',
  label: 'trusted issuers of tokens',
  item: trustedIssuer,
  create: createIssuer,
  change: changeIssuer,
  id: uuid,
  list: listQuery,
});
