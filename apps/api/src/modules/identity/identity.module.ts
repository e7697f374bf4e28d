import { Global, Module } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { CallerResolver } from '../../platform/http/caller.js';
import { DepartmentsModule } from '../departments/departments.module.js';
import { AccountEvents } from './account-events.js';
import { AccountLinks } from './account-links.js';
import { ApiTokensController } from './api-tokens.controller.js';
import { ApiTokensService } from './api-tokens.service.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { BearerStrategy, PassportCallerResolver } from './bearer.strategy.js';
import { Callers } from './callers.js';
import { MeController } from './me.controller.js';
import { PasswordResets } from './password-resets.js';
import { Passwords } from './passwords.js';
import { Requesters } from './requesters.js';
import { SignInLimiter } from './sign-in-limiter.js';
import { Challenges } from './challenges.js';
import { ForeignBearers } from './foreign-bearers.js';
import { KnownDevices } from './known-devices.js';
import { OwnPassword } from './own-password.js';
import { PublicOrigins } from './public-origins.js';
import { Confirmation } from './second-factor/confirmation.js';
import { OwnSecurityController } from './second-factor/own-security.controller.js';
import { OwnSecurity } from './second-factor/own-security.js';
import { PasskeySignIn } from './second-factor/passkey-sign-in.js';
import { Passkeys } from './second-factor/passkeys.js';
import { PasskeysRepository } from './second-factor/passkeys.repository.js';
import { RecoveryCodes } from './second-factor/recovery-codes.js';
import { SecondFactors } from './second-factor/second-factors.js';
import { SecondStepController } from './second-factor/second-step.controller.js';
import { SecondStep } from './second-factor/second-step.js';
import { TenantSecurityController } from './second-factor/tenant-security.controller.js';
import { TenantSecurity } from './second-factor/tenant-security.js';
import { TotpFactors } from './second-factor/totp-factors.js';
import { SessionAnswers } from './session-answers.js';
import { Sessions } from './sessions.js';
import { SignInLinksController } from './sign-in-links/sign-in-links.controller.js';
import { SignInLinks } from './sign-in-links/sign-in-links.js';
import { SignIns } from './sign-ins.js';
import { TokenUses } from './token-uses.js';
import { Tokens } from './tokens.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

/** Who signs in and who a bearer is. Global, because the guard of every route asks it. */
@Global()
@Module({
  imports: [DepartmentsModule, PassportModule.register({ session: false })],
  controllers: [
    ApiTokensController,
    AuthController,
    MeController,
    OwnSecurityController,
    SecondStepController,
    SignInLinksController,
    TenantSecurityController,
    UsersController,
  ],
  providers: [
    AccountEvents,
    AccountLinks,
    ApiTokensService,
    AuthService,
    BearerStrategy,
    Callers,
    PasswordResets,
    Passwords,
    Challenges,
    Confirmation,
    ForeignBearers,
    KnownDevices,
    OwnPassword,
    OwnSecurity,
    PasskeySignIn,
    Passkeys,
    PasskeysRepository,
    PublicOrigins,
    RecoveryCodes,
    Requesters,
    SecondFactors,
    SecondStep,
    SessionAnswers,
    Sessions,
    SignInLinks,
    SignIns,
    TenantSecurity,
    TotpFactors,
    SignInLimiter,
    TokenUses,
    Tokens,
    UsersRepository,
    UsersService,
    { provide: CallerResolver, useClass: PassportCallerResolver },
  ],
  exports: [
    AccountEvents,
    CallerResolver,
    Callers,
    Challenges,
    ForeignBearers,
    Passwords,
    PublicOrigins,
    Requesters,
    SessionAnswers,
    Sessions,
    SignIns,
    Tokens,
    UsersService,
  ],
})
export class IdentityModule {}
