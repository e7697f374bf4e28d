/** What stands where words were; the same in every language. */
export const NO_WORDS = '[…]';

/** What a person is called who was erased. */
export const ERASED_NAME = '[…]';

/** An address that no mail can be sent to (RFC 2606 §2). */
export const erasedAddress = (id: string) => `erased-${id}@erased.invalid`;

/** What stands in for a mail that was erased. */
export const ERASED_MAIL = 'This mail was erased.\r\n';
