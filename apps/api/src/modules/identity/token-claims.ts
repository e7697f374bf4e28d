import { z } from 'zod';

/** What the kinds of our tokens say. Each is signed with the key of its purpose and names its kind. */
export const accessClaims = z.object({
  kind: z.literal('access'),
  sub: z.uuid(),
  tenant: z.int().min(1),
  /** The session, without which the token is good for nothing. */
  sid: z.uuid(),
  exp: z.number(),
});
export const apiClaims = z.object({
  kind: z.literal('api'),
  sub: z.uuid(),
  tenant: z.int().min(1),
  jti: z.uuid(),
});
export const refreshClaims = z.object({
  kind: z.literal('refresh'),
  sub: z.uuid(),
  tenant: z.int().min(1),
  jti: z.uuid(),
  family: z.uuid(),
  exp: z.number(),
});

/** What a bearer may be. */
export const bearerClaims = z.discriminatedUnion('kind', [accessClaims, apiClaims]);
export type BearerClaims = z.infer<typeof bearerClaims>;
export type RefreshClaims = z.infer<typeof refreshClaims>;
