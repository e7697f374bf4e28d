import { type MailInvitation } from '../types.js';

interface Property {
  name: string;
  params: string;
  value: string;
}

/** The first event of a calendar object (RFC 5545); null where the text is none. */
export function readInvitation(text: string, method: string): MailInvitation | null {
  if (!/BEGIN:VCALENDAR/i.test(text)) return null;
  const properties = readProperties(text);
  const start = properties.findIndex(
    (each) => each.name === 'BEGIN' && /^V(?:EVENT|TODO)$/i.test(each.value),
  );
  if (start === -1) return null;
  const end = properties.findIndex(
    (each, index) => index > start && each.name === 'END' && /^V(?:EVENT|TODO)$/i.test(each.value),
  );
  const event = withoutAlarms(properties.slice(start, end === -1 ? undefined : end));
  const value = (name: string): string => unescape(event.find((each) => each.name === name)?.value ?? '');
  const moment = (name: string): string => readMoment(event.find((each) => each.name === name));
  const invitation: MailInvitation = {
    method: (properties.find((each) => each.name === 'METHOD')?.value ?? method).toUpperCase(),
    uid: value('UID'),
    summary: value('SUMMARY'),
    location: value('LOCATION'),
    organizer: readPerson(event.find((each) => each.name === 'ORGANIZER')),
    attendees: event
      .filter((each) => each.name === 'ATTENDEE')
      .slice(0, 100)
      .map(readPerson),
    start: moment('DTSTART'),
    end: moment('DTEND') || moment('DUE'),
    text: '',
  };
  invitation.text = summarize(invitation, value('DESCRIPTION'));
  return invitation;
}

/** Content lines, unfolded (§3.1). */
function readProperties(text: string): Property[] {
  const properties: Property[] = [];
  for (const line of text.replace(/\n[ \t]/g, '').split('\n')) {
    const match = /^([A-Za-z0-9-]+)((?:;[^":;]*(?:"[^"]*"[^":;]*)*)*):(.*)$/.exec(line.slice(0, 20_000));
    if (match) properties.push({ name: match[1]!.toUpperCase(), params: match[2]!, value: match[3]!.trim() });
  }
  return properties;
}

function withoutAlarms(properties: Property[]): Property[] {
  let depth = 0;
  return properties.filter((each) => {
    if (each.name === 'BEGIN' && /^VALARM$/i.test(each.value)) depth++;
    const keep = depth === 0;
    if (each.name === 'END' && /^VALARM$/i.test(each.value)) depth--;
    return keep;
  });
}

function unescape(value: string): string {
  return value
    .replace(/\\([\\;,nN])/g, (_, char: string) => (char === 'n' || char === 'N' ? '\n' : char))
    .trim();
}

function readPerson(property: Property | undefined): string {
  if (!property) return '';
  const name = /;CN="?([^";:]*)"?/i.exec(property.params)?.[1]?.trim() ?? '';
  const address = property.value.replace(/^mailto:/i, '').trim();
  return name !== '' && name !== address ? `${name} <${address}>` : address;
}

/** `20261123T100000` with its zone as a person reads it. */
function readMoment(property: Property | undefined): string {
  if (!property) return '';
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{2}(Z)?)?/.exec(property.value);
  if (!match) return property.value.slice(0, 100);
  const day = `${match[1]}-${match[2]}-${match[3]}`;
  if (match[4] === undefined) return day;
  const zone = match[6] ? 'UTC' : (/;TZID="?([^";:]+)/i.exec(property.params)?.[1] ?? '');
  return `${day} ${match[4]}:${match[5]}${zone === '' ? '' : ` (${zone})`}`;
}

function summarize(invitation: MailInvitation, description: string): string {
  const when = [invitation.start, invitation.end].filter((moment) => moment !== '').join(' – ');
  const lines = [invitation.summary, when, invitation.location, invitation.organizer, description];
  return lines
    .filter((line) => line !== '')
    .join('\n')
    .slice(0, 5000);
}
