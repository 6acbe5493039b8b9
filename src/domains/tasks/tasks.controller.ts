import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { type TasksSummary, tasksSummarySchema } from '@bellhop/hotel';
import { SnapshotCursor } from '@bellhop/realtime';
import { CurrentPrincipal, type Principal } from '../../platform/access/principal.js';
import { RespondsWith } from '../../platform/openapi/responses.js';
import { ResourceRoutes } from '../../platform/resources/resource-routes.js';
import { TaskSummaryQuery } from './tasks.dto.js';
import { taskResource } from './tasks.resource.js';
import { TasksService } from './tasks.service.js';

@Controller('tasks')
@ResourceRoutes(taskResource)
export class TasksController {
  readonly rows = this.tasks.rows;

  constructor(private readonly tasks: TasksService) {}

  @Get('summary')
  @UseInterceptors(SnapshotCursor)
  @RespondsWith('Number of tasks by status, and of overdue tasks.', {
    name: 'TasksSummary',
    schema: tasksSummarySchema,
  })
  summary(@CurrentPrincipal() principal: Principal, @Query() query: TaskSummaryQuery): Promise<TasksSummary> {
    return this.tasks.summary(principal, query);
  }
}
