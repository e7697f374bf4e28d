/** What the variables of a canned reply stand for. */
export interface CannedContext {
  requester: { name: string; email: string };
  agent: { name: string };
  ticket: { number: string; subject: string; department: { name: string } };
}

const VALUES: Record<string, (context: CannedContext) => string> = {
  'requester.name': ({ requester }) => requester.name || requester.email,
  'requester.first_name': ({ requester }) => requester.name.split(' ')[0] || requester.email,
  'requester.email': ({ requester }) => requester.email,
  'agent.name': ({ agent }) => agent.name,
  'ticket.number': ({ ticket }) => ticket.number,
  'ticket.subject': ({ ticket }) => ticket.subject,
  'department.name': ({ ticket }) => ticket.department.name,
};

/** The names that may stand between double braces. */
export const CANNED_VARIABLES = Object.keys(VALUES);

/** Puts the values in; a name that is not known stays as it was written, for the agent to see. */
export const fillCanned = (body: string, context: CannedContext): string =>
  body.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (whole, name: string) =>
    Object.hasOwn(VALUES, name) ? (VALUES[name]?.(context) ?? whole) : whole,
  );

/** The word after the slash that the cursor stands in, where a slash begins a line or follows a space. */
export function slashWord(text: string, cursor: number): { start: number; word: string } | null {
  const match = /(?:^|\s)\/([\p{L}\p{N}_-]{0,30})$/u.exec(text.slice(0, cursor));
  if (!match) return null;
  const word = match[1] ?? '';
  return { start: cursor - word.length - 1, word };
}
