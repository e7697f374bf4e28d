declare module 'virtual:api-endpoints' {
  import type { endpoints as contracts } from '@noxdesk/contracts';
  /** The routes of the contracts at run time: method, path and multipart fields; their schemas are types alone. */
  export const endpoints: typeof contracts;
}
declare module '*.po?part=base' {
  import type { Messages } from '@lingui/core';
  export const messages: Messages;
}
declare module '*.po?part=entry' {
  export { messages } from '*.po?part=base';
}
declare module '*.po?part=staff' {
  export { messages } from '*.po?part=base';
}
declare module '*.po?part=portal' {
  export { messages } from '*.po?part=base';
}
declare module '*.po?part=ticket' {
  export { messages } from '*.po?part=base';
}
declare module '*.po?part=settings' {
  export { messages } from '*.po?part=base';
}
