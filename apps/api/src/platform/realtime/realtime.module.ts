import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AccessChanges } from './access-changes.js';
import { LIVE_BUS_SETTINGS, LiveBus, type LiveBusSettings } from './live-bus.js';

@Global()
@Module({})
export class RealtimeModule {
  static forRoot(settings: LiveBusSettings): DynamicModule {
    return {
      module: RealtimeModule,
      providers: [{ provide: LIVE_BUS_SETTINGS, useValue: settings }, LiveBus, AccessChanges],
      exports: [LiveBus, AccessChanges],
    };
  }
}
