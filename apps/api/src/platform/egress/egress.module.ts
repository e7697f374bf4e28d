import { Global, Module } from '@nestjs/common';
import { EgressGuard } from './egress-guard.js';

@Global()
@Module({ providers: [EgressGuard], exports: [EgressGuard] })
export class EgressModule {}
