/** What the variables of canned replies and macros stand for. */
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
