import { Global, Module } from '@nestjs/common';
import { EgressGuard } from './egress-guard.js';
import { GuardedHttp } from './guarded-http.js';

@Global()
@Module({ providers: [EgressGuard, GuardedHttp], exports: [EgressGuard, GuardedHttp] })
export class EgressModule {}
