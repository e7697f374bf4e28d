import type { LedgerEntry } from '@noxdesk/contracts';
import { formatTicketNumber } from '@noxdesk/domain';
import type { LedgerRow } from './ledger.repository.js';

export const presentLedgerEntry = (row: LedgerRow): LedgerEntry => ({
  id: row.id,
  account: row.account_id === null ? null : { id: row.account_id, address: row.account_address! },
  message_id: row.message_id,
  from: row.from_address,
  subject: row.subject,
  received_at: row.received_at.toISOString(),
  state: row.state,
  reason: row.reason,
  ticket:
    row.ticket_id === null ? null : { id: row.ticket_id, number: formatTicketNumber(row.ticket_number!) },
});
