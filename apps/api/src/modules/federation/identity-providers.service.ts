import { Injectable } from '@nestjs/common';
import type { ChangeIdentityProvider, CreateIdentityProvider } from '@noxdesk/contracts';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { invalidField } from '../../platform/http/problem.js';
import { found, refusing } from '../../platform/http/refusals.js';
import { SecretBox } from '../../platform/security/secret-box.js';
import { DepartmentsService } from '../departments/departments.service.js';
import { IdentityProvidersRepository, type ProviderRow } from './identity-providers.repository.js';

const CONSTRAINTS = { unique: { identity_providers_name: 'name' } };

/** Where a sealed secret belongs: it opens nowhere else. */
export const clientSecretContext = (tenantId: number, id: string) => `identity_providers:${tenantId}:${id}`;

@Injectable()
export class IdentityProvidersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly providers: IdentityProvidersRepository,
    private readonly departments: DepartmentsService,
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {}

  get(tenantId: number, id: string): Promise<ProviderRow> {
    return this.unitOfWork.run(tenantId, async () => found(await this.providers.get(id)));
  }

  create(tenantId: number, given: CreateIdentityProvider): Promise<ProviderRow> {
    return refusing(CONSTRAINTS, () =>
      this.unitOfWork.run(tenantId, async () => {
        await this.#requireDepartments(tenantId, given.mappings);
        const id = uuidv7();
        const client_secret = this.#seal(tenantId, id, given.client_secret);
        return this.providers.add({ ...given, id, client_secret, created_at: this.clock.now() });
      }),
    );
  }

  change(tenantId: number, id: string, given: ChangeIdentityProvider): Promise<ProviderRow> {
    return refusing(CONSTRAINTS, () =>
      this.unitOfWork.run(tenantId, async () => {
        await this.#requireDepartments(tenantId, given.mappings);
        const before = found(await this.providers.toChange(id));
        const { client_secret: secret, ...fields } = given;
        const sealed = secret === undefined ? before.client_secret : this.#seal(tenantId, id, secret);
        return this.providers.change({
          ...before,
          ...(fields as Partial<ProviderRow>),
          client_secret: sealed,
        });
      }),
    );
  }

  async remove(tenantId: number, id: string): Promise<void> {
    await this.unitOfWork.run(tenantId, async () => found(await this.providers.remove(id)));
  }

  clientSecret(tenantId: number, { id, client_secret: sealed }: ProviderRow): string | null {
    return sealed === null ? null : this.box.open(sealed, clientSecretContext(tenantId, id));
  }

  #seal(tenantId: number, id: string, secret: string | null): string | null {
    return secret === null ? null : this.box.seal(secret, clientSecretContext(tenantId, id));
  }

  async #requireDepartments(tenantId: number, mappings: ProviderRow['mappings'] = []): Promise<void> {
    const known = new Set((await this.departments.list(tenantId)).map(({ id }) => id));
    mappings.forEach(({ departments }, index) => {
      if (departments.some((id) => !known.has(id))) {
        throw invalidField(`mappings.${index}.departments`, 'unknown_id');
      }
    });
  }
}
