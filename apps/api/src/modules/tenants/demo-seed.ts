import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { asOf, Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { ProblemError } from '../../platform/http/problem.js';
import { DepartmentsService } from '../departments/departments.service.js';
import { Passwords } from '../identity/passwords.js';
import { UsersService } from '../identity/users.service.js';
import { Deliveries } from '../notifications/deliveries.js';
import { OrganizationsService } from '../organizations/organizations.service.js';
import type { Actor } from '../tickets/ticket-events.js';
import { TicketCommands } from '../tickets/ticket-commands.js';
import {
  DEMO_ACCOUNTS,
  DEMO_ADMIN,
  DEMO_DEPARTMENTS,
  DEMO_TENANT,
  DEMO_TICKETS,
  type DemoAccount,
  type DemoMessage,
  type DemoTicket,
} from './demo-data.js';
import { TenantsRepository } from './tenants.repository.js';
import { TenantsService } from './tenants.service.js';

export interface DemoSeeded {
  emails: string[];
  /** The password of all accounts; null where the operator chose it and so knows it. */
  generatedPassword: string | null;
}

/** Somebody else added a tenant in the meantime: the database is not empty. */
class NotEmptyError extends Error {}

/** Fills an empty database with a tenant to try things on: all of it in one transaction, or nothing. */
@Injectable()
export class DemoSeed {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tenants: TenantsRepository,
    private readonly tenantsService: TenantsService,
    private readonly departments: DepartmentsService,
    private readonly organizations: OrganizationsService,
    private readonly users: UsersService,
    private readonly passwords: Passwords,
    private readonly tickets: TicketCommands,
    private readonly deliveries: Deliveries,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @returns what was made; null where no demo is wanted or there is a tenant already */
  async run(): Promise<DemoSeeded | null> {
    const { demo, demoPassword } = this.config;
    if (demo === '0' || (await this.tenants.count()) > 0) return null;
    const password = demoPassword ?? randomBytes(12).toString('base64url');
    const hashes = await Promise.all(DEMO_ACCOUNTS.map(() => this.passwords.hash(password)));
    try {
      await this.tenantsService.create({ ...DEMO_TENANT, admin: { ...DEMO_ADMIN, password } }, async () => {
        // Adding a tenant holds a lock until the commit: of two processes that start together one gets here first,
        // and the other sees what it has done.
        if ((await this.tenants.countInside()) > 1) throw new NotEmptyError();
        await this.#fill(hashes, demo === '1' ? DEMO_TICKETS : []);
      });
    } catch (error) {
      if (error instanceof NotEmptyError) return null;
      if (error instanceof ProblemError && error.code === 'conflict') return null;
      throw error;
    }
    const emails = [DEMO_ADMIN, ...DEMO_ACCOUNTS].map(({ email }) => email);
    return { emails, generatedPassword: demoPassword === undefined ? password : null };
  }

  async #fill(hashes: readonly string[], tickets: readonly DemoTicket[]): Promise<void> {
    const { tenantId } = this.unitOfWork.tx;
    for (const department of DEMO_DEPARTMENTS) await this.departments.create(tenantId, department);
    const actors = new Map<string, Actor & { userId: string }>();
    for (const [index, account] of DEMO_ACCOUNTS.entries()) {
      const userId = await this.#addAccount(account, hashes[index]!);
      const { role } = account;
      const actor = role === 'customer' ? ({ kind: role } as const) : ({ kind: 'agent', role } as const);
      actors.set(account.email, { ...actor, userId });
    }
    for (const ticket of tickets) await this.#addTicket(ticket, (email) => actors.get(email)!);
    // Nobody is told of what never happened, and nobody has these addresses.
    await this.deliveries.keepAll();
  }

  async #addAccount(account: DemoAccount, passwordHash: string): Promise<string> {
    const { email, name, role, departments = [], organization, canAccessTicketing = true } = account;
    const organizationId =
      organization === undefined
        ? null
        : (
            await this.organizations.create(this.unitOfWork.tx.tenantId, {
              name: organization,
              shared_tickets: false,
            })
          ).id;
    return this.users.add({
      email,
      name,
      role,
      passwordHash,
      departments,
      organizationId,
      canAccessTicketing,
    });
  }

  async #addTicket(
    ticket: DemoTicket,
    actorOf: (email: string) => Actor & { userId: string },
  ): Promise<void> {
    const { tenantId } = this.unitOfWork.tx;
    const [opening, ...further] = ticket.messages;
    const requester = actorOf(opening.from);
    const began = this.clock.now().getTime();
    const then = ({ ago }: DemoMessage) => new Date(began - ago * 60_000);
    const { ticketId } = await asOf(then(opening), () =>
      this.tickets.open(tenantId, {
        subject: ticket.subject,
        departmentId: ticket.department,
        priority: ticket.priority,
        tags: ticket.tags ?? [],
        requesterId: requester.userId,
        channel: 'web',
        actor: requester,
        message: { body: opening.body, files: [] },
      }),
    );
    for (const message of further) {
      const { from, body, note, status, confirms } = message;
      await asOf(then(message), () =>
        this.tickets.addMessage(tenantId, {
          ticketId,
          messageType: note ? 'note' : 'reply',
          channel: 'web',
          actor: actorOf(from),
          message: { body, files: [] },
          status,
          confirms,
          trustsText: true,
        }),
      );
    }
  }
}
