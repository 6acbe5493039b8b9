import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import type { Page, Task, TasksSummary } from '@bellhop/contracts';
import { SnapshotCursor } from '@bellhop/realtime';
import { CurrentPrincipal, type Principal } from '../../platform/auth/principal.js';
import { IdempotencyKey } from '../../platform/commands/command-key.js';
import type { CommandAnswer, CommandKey } from '../../platform/commands/commands.js';
import { IdPipe } from '../../platform/http/id.pipe.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { ChangeTaskDto, CreateTaskDto } from './dto/task.dto.js';
import { TaskListQuery, TaskSummaryQuery } from './dto/task-query.dto.js';
import { TasksService } from './tasks.service.js';

@Controller('tasks')
export class TasksController {
  constructor(private readonly tasks: TasksService) {}

  @Get()
  @UseInterceptors(SnapshotCursor)
  list(@CurrentPrincipal() principal: Principal, @Query() query: TaskListQuery): Promise<Page<Task>> {
    return this.tasks.list(principal, query);
  }

  @Get('summary')
  @UseInterceptors(SnapshotCursor)
  summary(@CurrentPrincipal() principal: Principal, @Query() { propertyId }: TaskSummaryQuery): Promise<TasksSummary> {
    return this.tasks.summary(principal, propertyId);
  }

  @Get(':taskId')
  @UseInterceptors(SnapshotCursor)
  get(@CurrentPrincipal() principal: Principal, @Param('taskId', IdPipe) taskId: string): Promise<Task> {
    return this.tasks.get(principal, taskId);
  }

  @Post()
  create(
    @CurrentPrincipal() principal: Principal,
    @Body() input: CreateTaskDto,
    @IdempotencyKey() command: CommandKey | undefined,
  ): Promise<CommandAnswer<Task>> {
    return this.tasks.create(principal, input, command);
  }

  @Patch(':taskId')
  change(
    @CurrentPrincipal() principal: Principal,
    @Param('taskId', IdPipe) taskId: string,
    @Body() input: ChangeTaskDto,
    @IfMatch() expected: number | undefined,
  ): Promise<Task> {
    return this.tasks.change(principal, taskId, input, expected);
  }

  @Delete(':taskId')
  @HttpCode(204)
  remove(
    @CurrentPrincipal() principal: Principal,
    @Param('taskId', IdPipe) taskId: string,
    @IfMatch() expected: number | undefined,
  ): Promise<void> {
    return this.tasks.remove(principal, taskId, expected);
  }
}
