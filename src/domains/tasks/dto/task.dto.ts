import { TASK_PRIORITIES, TASK_STATUSES, type TaskPriority, type TaskStatus } from '@bellhop/hotel';
import { IsIn, IsString } from 'class-validator';
import { IsDay, IsId, IsLine, MaxCharacters, MayBeAbsent, MayBeNull } from '../../../platform/http/fields.js';

export class CreateTaskDto {
  @IsId()
  propertyId!: string;

  @IsString()
  @IsLine(200)
  title!: string;

  @MayBeNull()
  @IsString()
  @MaxCharacters(4000)
  description?: string | null;

  /** @default normal */
  @MayBeAbsent()
  @IsIn(TASK_PRIORITIES)
  priority?: TaskPriority;

  /** Somebody who may see the property. */
  @MayBeNull()
  @IsId()
  assigneeId?: string | null;

  @MayBeNull()
  @IsDay()
  dueOn?: string | null;
}

export class ChangeTaskDto {
  /** Moves the task to another property. */
  @MayBeAbsent()
  @IsId()
  propertyId?: string;

  @MayBeAbsent()
  @IsString()
  @IsLine(200)
  title?: string;

  @MayBeNull()
  @IsString()
  @MaxCharacters(4000)
  description?: string | null;

  @MayBeAbsent()
  @IsIn(TASK_STATUSES)
  status?: TaskStatus;

  @MayBeAbsent()
  @IsIn(TASK_PRIORITIES)
  priority?: TaskPriority;

  @MayBeNull()
  @IsId()
  assigneeId?: string | null;

  @MayBeNull()
  @IsDay()
  dueOn?: string | null;
}
