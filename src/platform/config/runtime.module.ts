import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Clock } from '@bellhop/realtime';
import { CLOCK } from '../time/clock.js';
import { DataDirectory } from './data-directory.js';
import { type Settings, SETTINGS } from './settings.js';

/** Provides the settings, the clock and the data directory (null when there is none) to every module. */
@Global()
@Module({})
export class RuntimeModule {
  static forRoot(settings: Settings, clock: Clock): DynamicModule {
    return {
      module: RuntimeModule,
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: CLOCK, useValue: clock },
        {
          provide: DataDirectory,
          useFactory: () => (settings.dataDir === undefined ? null : DataDirectory.open(settings.dataDir)),
        },
      ],
      exports: [SETTINGS, CLOCK, DataDirectory],
    };
  }
}
