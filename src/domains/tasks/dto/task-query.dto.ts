import { TASK_STATUSES, type TaskStatus } from '@bellhop/contracts';
import { IsIn, IsUUID } from 'class-validator';
import { MayBeAbsent } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/paging.js';

/** Query of `GET /tasks`; filters that are given all have to fit. */
export class TaskListQuery extends PageQuery {
  @MayBeAbsent()
  @IsUUID()
  propertyId?: string;

  @MayBeAbsent()
  @IsIn(TASK_STATUSES)
  status?: TaskStatus;

  @MayBeAbsent()
  @IsUUID()
  assigneeId?: string;
}

/** Query of `GET /tasks/summary`. */
export class TaskSummaryQuery {
  @MayBeAbsent()
  @IsUUID()
  propertyId?: string;
}
