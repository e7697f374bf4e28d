import { z } from 'zod';

/** What a browser's WebAuthn call takes and answers (Web Authentication Level 3 §5.1, in its JSON form). */
export const webauthnOptions = z
  .looseObject({ challenge: z.string() })
  .meta({ id: 'WebAuthnOptions', description: 'for `navigator.credentials`, in the JSON form of WebAuthn' });
export const webauthnCredential = z
  .looseObject({
    id: z.string().min(1).max(2_000),
    rawId: z.string().min(1).max(2_000),
    type: z.literal('public-key'),
    response: z.looseObject({ clientDataJSON: z.string().max(10_000) }),
    clientExtensionResults: z.looseObject({}).default({}),
  })
  .meta({ id: 'WebAuthnCredential', description: 'what the browser answered, in the JSON form of WebAuthn' });

/** A challenge of ours: signed, good for a few minutes and once. */
export const challengeToken = z.string().min(1).max(4_000);

/** Six digits, however they were grouped. */
export const totpCode = z
  .string()
  .max(20)
  .transform((code) => code.replace(/[\s-]/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'six_digits'))
  .meta({ description: 'six digits' });
export const recoveryCode = z.string().trim().min(1).max(60);

/** The one proof that is given, of those that there may be. */
export const exactlyOne =
  (...names: readonly string[]) =>
  (given: Record<string, unknown>): boolean =>
    names.filter((name) => given[name] !== undefined).length === 1;

export type WebauthnOptions = z.infer<typeof webauthnOptions>;
export type WebauthnCredential = z.input<typeof webauthnCredential>;
