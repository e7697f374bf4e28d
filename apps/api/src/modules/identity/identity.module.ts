import { Global, Module } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { CallerResolver } from '../../platform/http/caller.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { BearerStrategy, PassportCallerResolver } from './bearer.strategy.js';
import { Callers } from './callers.js';
import { MeController } from './me.controller.js';
import { Passwords } from './passwords.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SignInLimiter } from './sign-in-limiter.js';
import { Tokens } from './tokens.js';

/** Who signs in and who a bearer is. Global, because the guard of every route asks it. */
@Global()
@Module({
  imports: [PassportModule.register({ session: false })],
  controllers: [AuthController, MeController],
  providers: [
    AuthService,
    BearerStrategy,
    Callers,
    Passwords,
    RefreshTokens,
    SignInLimiter,
    Tokens,
    { provide: CallerResolver, useClass: PassportCallerResolver },
  ],
  exports: [CallerResolver, Passwords, RefreshTokens, Tokens],
})
export class IdentityModule {}
