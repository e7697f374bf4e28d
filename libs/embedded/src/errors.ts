/**
 * A refusal that the operator can act on: its message is one line, meant to be printed as it is,
 * and it is thrown before anything on disk was changed unless the message says otherwise.
 */
export class EmbeddedServiceError extends Error {
  override readonly name = 'EmbeddedServiceError';
}
