import type { WebauthnCredential, WebauthnOptions } from '@noxdesk/contracts';

/** Passkeys exist in secure contexts alone. */
export const knowsPasskeys = (): boolean => 'PublicKeyCredential' in globalThis;

const library = () => import('@simplewebauthn/browser');

/** Has the browser sign with a passkey. Rejects where its user does not want to. */
export async function signWithPasskey(options: WebauthnOptions): Promise<WebauthnCredential> {
  const { startAuthentication } = await library();
  const answer = await startAuthentication({ optionsJSON: options as never });
  return answer as unknown as WebauthnCredential;
}

/** Has the browser make a passkey. Rejects where its user does not want to. */
export async function makePasskey(options: WebauthnOptions): Promise<WebauthnCredential> {
  const { startRegistration } = await library();
  const answer = await startRegistration({ optionsJSON: options as never });
  return answer as unknown as WebauthnCredential;
}

/** The browser gave no passkey: the user has changed their mind, or has none here. */
export const isDeclined = (error: unknown): boolean =>
  error instanceof Error && /^(?:NotAllowedError|AbortError|InvalidStateError)$/.test(error.name);
