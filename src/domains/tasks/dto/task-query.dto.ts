import { TASK_STATUSES, type TaskStatus } from '@bellhop/hotel';
import { IsIn } from 'class-validator';
import { IsId, MayBeAbsent } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/paging.js';

/** Query of `GET /tasks`; filters that are given all have to fit. */
export class TaskListQuery extends PageQuery {
  @MayBeAbsent()
  @IsId()
  propertyId?: string;

  @MayBeAbsent()
  @IsIn(TASK_STATUSES)
  status?: TaskStatus;

  @MayBeAbsent()
  @IsId()
  assigneeId?: string;
}

/** Query of `GET /tasks/summary`. */
export class TaskSummaryQuery {
  @MayBeAbsent()
  @IsId()
  propertyId?: string;
}
