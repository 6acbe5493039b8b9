import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ConnectionReport } from './connection-report.js';
import { ProblemFilter } from './problem.filter.js';
import { RouteTable } from './route-table.js';
import { TextPipe } from './text.pipe.js';
import { validationPipe } from './validation.pipe.js';

@Global()
@Module({})
export class HttpModule {
  /** @param routes filled while Fastify registers its routes, before the first request */
  static forRoot(routes: RouteTable, connections: ConnectionReport): DynamicModule {
    return {
      module: HttpModule,
      providers: [
        { provide: RouteTable, useValue: routes },
        { provide: ConnectionReport, useValue: connections },
        { provide: APP_FILTER, useClass: ProblemFilter },
        // In this order: text that cannot be stored is refused before the rules run.
        { provide: APP_PIPE, useClass: TextPipe },
        { provide: APP_PIPE, useFactory: validationPipe },
      ],
      exports: [RouteTable, ConnectionReport],
    };
  }
}
