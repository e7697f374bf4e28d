import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { invalidField, ProblemError } from '../../platform/http/problem.js';
import { AuditLog } from '../audit/audit-log.js';
import { AccountEvents } from './account-events.js';
import { AccountLinks } from './account-links.js';
import { refuseCommonPassword } from './common-passwords.js';
import { Passwords } from './passwords.js';
import { Confirmation } from './second-factor/confirmation.js';
import { Sessions } from './sessions.js';
import { UsersRepository } from './users.repository.js';

/** A new password, chosen by who is signed in. */
@Injectable()
export class OwnPassword {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersRepository,
    private readonly passwords: Passwords,
    private readonly confirmation: Confirmation,
    private readonly sessions: Sessions,
    private readonly links: AccountLinks,
    private readonly events: AccountEvents,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** @param current the password that there is; without one, that one has proved of late who one is is enough */
  async change(
    caller: Caller,
    given: { current: string | undefined; password: string },
    address: string,
  ): Promise<void> {
    const { tenantId, userId, email, session } = caller;
    if (!session) throw new ProblemError('forbidden');
    const hash = await this.unitOfWork.run(tenantId, () => this.users.passwordHash(userId));
    if (hash === null) this.confirmation.requireFresh(caller);
    else await this.#requireCurrent(caller, given.current, address);
    refuseCommonPassword('password', given.password, [email]);
    const passwordHash = await this.passwords.hash(given.password);
    await this.unitOfWork.run(tenantId, async () => {
      await this.users.change(userId, { passwordHash }, this.clock.now());
      await this.sessions.endAllOf(userId, session.id);
      await this.sessions.confirm(session.id);
      await this.links.endAllOf(userId);
      await this.audit.record({ actor: { id: userId, email }, action: 'password.changed', target: userId });
      await this.events.emit({ type: 'account.password-changed', userId });
    });
  }

  async #requireCurrent(caller: Caller, current: string | undefined, address: string): Promise<void> {
    if (current === undefined) throw invalidField('current_password', 'required');
    if (!(await this.confirmation.isPassword(caller, current, address))) {
      throw invalidField('current_password', 'wrong_password');
    }
  }
}
