import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ConnectionReport } from './connection-report.js';
import { DashboardController } from './dashboard.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { RouteTable } from './route-table.js';

@Global()
@Module({})
export class HttpModule {
  /** @param routes filled while Fastify learns its routes, which is before any request */
  static forRoot(routes: RouteTable, connections: ConnectionReport): DynamicModule {
    return {
      module: HttpModule,
      controllers: [DashboardController],
      providers: [
        { provide: RouteTable, useValue: routes },
        { provide: ConnectionReport, useValue: connections },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
      exports: [ConnectionReport],
    };
  }
}
