import type { Message } from '@noxdesk/contracts';

export type ThreadGroup =
  | { kind: 'message'; message: Message }
  /** System messages without a word between them; many are folded. */
  | { kind: 'system'; messages: Message[]; folded: boolean };

/** From this many changes in a row on they are folded into one line. */
export const FOLD_FROM = 5;

export function groupMessages(messages: readonly Message[]): ThreadGroup[] {
  const groups: ThreadGroup[] = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (message.message_type !== 'system') groups.push({ kind: 'message', message });
    else if (last?.kind === 'system') last.messages.push(message);
    else groups.push({ kind: 'system', messages: [message], folded: false });
  }
  for (const group of groups) if (group.kind === 'system') group.folded = group.messages.length >= FOLD_FROM;
  return groups;
}
