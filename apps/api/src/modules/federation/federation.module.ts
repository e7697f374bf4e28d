import { Module } from '@nestjs/common';
import { DepartmentsModule } from '../departments/departments.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ExternalAccounts } from './external-accounts.js';
import { ExternalOrganizations } from './external-organizations.js';
import { IdentityProvidersController } from './identity-providers.controller.js';
import { IdentityProvidersRepository } from './identity-providers.repository.js';
import { IdentityProvidersService } from './identity-providers.service.js';
import { IssuerBearers } from './issuer-bearers.js';
import { OidcClient } from './oidc-client.js';
import { ProviderSignInController } from './provider-sign-in.controller.js';
import { ProviderSignIn } from './provider-sign-in.js';
import { RemoteKeys } from './remote-keys.js';
import { TrustedIssuersController } from './trusted-issuers.controller.js';
import { TrustedIssuersRepository } from './trusted-issuers.repository.js';
import { TrustedIssuersService } from './trusted-issuers.service.js';

/** People whom somebody else knows already: identity providers (OpenID Connect) and trusted issuers of tokens. */
@Module({
  imports: [DepartmentsModule, OrganizationsModule],
  controllers: [IdentityProvidersController, ProviderSignInController, TrustedIssuersController],
  providers: [
    ExternalAccounts,
    ExternalOrganizations,
    IdentityProvidersRepository,
    IdentityProvidersService,
    IssuerBearers,
    OidcClient,
    ProviderSignIn,
    RemoteKeys,
    TrustedIssuersRepository,
    TrustedIssuersService,
  ],
})
export class FederationModule {}
