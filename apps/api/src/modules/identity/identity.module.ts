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
import { RefreshTokens } from './refresh-tokens.js';
import { Requesters } from './requesters.js';
import { SignInLimiter } from './sign-in-limiter.js';
import { Tokens } from './tokens.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

/** Who signs in and who a bearer is. Global, because the guard of every route asks it. */
@Global()
@Module({
  imports: [DepartmentsModule, PassportModule.register({ session: false })],
  controllers: [ApiTokensController, AuthController, MeController, UsersController],
  providers: [
    AccountEvents,
    AccountLinks,
    ApiTokensService,
    AuthService,
    BearerStrategy,
    Callers,
    PasswordResets,
    Passwords,
    RefreshTokens,
    Requesters,
    SignInLimiter,
    Tokens,
    UsersRepository,
    UsersService,
    { provide: CallerResolver, useClass: PassportCallerResolver },
  ],
  exports: [AccountEvents, CallerResolver, Passwords, RefreshTokens, Requesters, Tokens, UsersService],
})
export class IdentityModule {}
