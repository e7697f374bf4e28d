import { Foundation1700000000001 } from './0001-foundation.js';
import { MailIn1700000000002 } from './0002-mail-in.js';
import { MailOut1700000000003 } from './0003-mail-out.js';
import { Sla1700000000004 } from './0004-sla.js';
import { Screens1700000000005 } from './0005-screens.js';
import { Identity1700000000006 } from './0006-identity.js';
import { TrustData1700000000007 } from './0007-trust-data.js';
import { Speed1700000000008 } from './0008-speed.js';
import { Mail1700000000009 } from './0009-mail.js';
import { WritePath1700000000010 } from './0010-write-path.js';
import { Search1700000000011 } from './0011-search.js';
import { SlaForecasts1700000000012 } from './0012-sla.js';
import { Trust1700000000016 } from './0016-trust.js';
import { PreviewBacklog1700000000019 } from './0019-preview-backlog.js';
import { Drafts1700000000020 } from './0020-drafts.js';

/** In the order they run. A migration that has been released is never changed. */
export const MIGRATIONS = [
  Foundation1700000000001,
  MailIn1700000000002,
  MailOut1700000000003,
  Sla1700000000004,
  Screens1700000000005,
  Identity1700000000006,
  TrustData1700000000007,
  Speed1700000000008,
  Mail1700000000009,
  WritePath1700000000010,
  Search1700000000011,
  SlaForecasts1700000000012,
  Trust1700000000016,
  PreviewBacklog1700000000019,
  Drafts1700000000020,
];
