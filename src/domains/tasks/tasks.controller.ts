import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { type Task, taskSchema, type TasksSummary, tasksSummarySchema } from '@bellhop/hotel';
import type { Page } from '@bellhop/protocol';
import { SnapshotCursor } from '@bellhop/realtime';
import { CheckedAtCommit } from '../../platform/access/access.decorators.js';
import { CurrentPrincipal, type Principal } from '../../platform/access/principal.js';
import { IdempotencyKey } from '../../platform/commands/command-key.js';
import type { CommandAnswer, CommandKey } from '../../platform/commands/commands.js';
import { Answers, AnswersPage } from '../../platform/openapi/answers.js';
import { IdPipe } from '../../platform/http/id.pipe.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { ChangeTaskDto, CreateTaskDto } from './dto/task.dto.js';
import { TaskListQuery, TaskSummaryQuery } from './dto/task-query.dto.js';
import { TasksService } from './tasks.service.js';

const TASK = { name: 'Task', schema: taskSchema };
const SUMMARY = { name: 'TasksSummary', schema: tasksSummarySchema };

@Controller('tasks')
@CheckedAtCommit()
export class TasksController {
  constructor(private readonly tasks: TasksService) {}

  @Get()
  @UseInterceptors(SnapshotCursor)
  @AnswersPage('Tasks, newest first.', TASK)
  list(@CurrentPrincipal() principal: Principal, @Query() query: TaskListQuery): Promise<Page<Task>> {
    return this.tasks.list(principal, query);
  }

  @Get('summary')
  @UseInterceptors(SnapshotCursor)
  @Answers('How many tasks there are, and how many are late.', SUMMARY)
  summary(@CurrentPrincipal() principal: Principal, @Query() { propertyId }: TaskSummaryQuery): Promise<TasksSummary> {
    return this.tasks.summary(principal, propertyId);
  }

  @Get(':taskId')
  @UseInterceptors(SnapshotCursor)
  @Answers('One task.', TASK)
  get(@CurrentPrincipal() principal: Principal, @Param('taskId', IdPipe) taskId: string): Promise<Task> {
    return this.tasks.get(principal, taskId);
  }

  @Post()
  @Answers('Creates a task.', TASK)
  create(
    @CurrentPrincipal() principal: Principal,
    @Body() input: CreateTaskDto,
    @IdempotencyKey() command: CommandKey | undefined,
  ): Promise<CommandAnswer<Task>> {
    return this.tasks.create(principal, input, command);
  }

  @Patch(':taskId')
  @Answers('Changes a task.', TASK)
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
  @Answers('Removes a task.')
  remove(
    @CurrentPrincipal() principal: Principal,
    @Param('taskId', IdPipe) taskId: string,
    @IfMatch() expected: number | undefined,
  ): Promise<void> {
    return this.tasks.remove(principal, taskId, expected);
  }
}
