import type { SlaCompliance } from '@noxdesk/contracts';

const COLUMNS = ['key', 'name', 'target', 'met', 'breached', 'running', 'compliance'] as const;

/** RFC 4180. A text that a spreadsheet would take for a formula is kept one. */
const cell = (value: string | number | null): string => {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

export const complianceCsv = ({ rows }: SlaCompliance): string =>
  [COLUMNS, ...rows.map((row) => COLUMNS.map((column) => row[column]))]
    .map((values) => `${values.map(cell).join(',')}\r\n`)
    .join('');
