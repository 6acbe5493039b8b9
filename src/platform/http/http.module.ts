import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { DashboardController } from './dashboard.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { RouteTable } from './route-table.js';

@Module({})
export class HttpModule {
  /** @param routes filled while Fastify learns its routes, which is before any request */
  static forRoot(routes: RouteTable): DynamicModule {
    return {
      module: HttpModule,
      controllers: [DashboardController],
      providers: [
        { provide: RouteTable, useValue: routes },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
