declare module 'virtual:api-endpoints' {
  import type { endpoints as contracts } from '@noxdesk/contracts';
  /** The routes of the contracts at run time: method, path and multipart fields; their schemas are types alone. */
  export const endpoints: typeof contracts;
}
declare module '*.po' {
  import type { Messages } from '@lingui/core';
  export const messages: Messages;
}
