import { z } from 'zod';

/** What the three kinds of our tokens say. Each kind is signed with a key of its own and names its kind. */
export const accessClaims = z.object({
  kind: z.literal('access'),
  sub: z.uuid(),
  tenant: z.int().min(1),
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
