import { Controller } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import { v7 as uuidv7 } from 'uuid';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { ProblemError } from '../../platform/http/problem.js';
import { MailAccountsService } from '../mail-accounts/mail-accounts.service.js';
import { Letters } from './letters.js';
import { MailPages } from './mail-pages.js';
import { noticePage } from './templates/notice-page.js';
import { TEST_WORDS } from './templates/test-texts.js';

const { testMail } = endpoints.setup;

/** A mail by which an admin sees that an account sends; what became of it is shown by the outbox. */
@Controller(API_PREFIX)
export class TestMailsController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: MailAccountsService,
    private readonly letters: Letters,
    private readonly pages: MailPages,
  ) {}

  @Route(testMail)
  async send(@From() { tenantId, userId }: Caller, @Input() { params }: InputOf<typeof testMail>) {
    return this.unitOfWork.run(tenantId, async () => {
      const through = await this.accounts.get(tenantId, params.id);
      const [reader] = await this.letters.readers([userId]);
      if (!reader) throw new ProblemError('not_found');
      const { locale, name } = reader;
      const { heading, text, footer } = TEST_WORDS[locale]({ name, address: through.address });
      const notice = { locale, heading, paragraphs: [text], actions: [], footer: [footer] };
      const page = noticePage(notice, await this.pages.brand());
      const id = await this.letters.send(reader, { cause: `test:${uuidv7()}`, page, through });
      return { id: id!, to: reader.email };
    });
  }
}
