import { RecurrencesService } from '../../src/domains/tasks/recurrences.service.js';
import { RecurringTasks } from '../../src/domains/tasks/recurring-tasks.js';
import { TasksService } from '../../src/domains/tasks/tasks.service.js';
import { Schedule } from '../../src/platform/schedule/schedule.js';
import type { DomainFixture } from './domain-fixture.js';

export interface TasksOfFixture {
  readonly tasks: TasksService;
  readonly recurrences: RecurrencesService;
  /** As another instance has it. */
  readonly recurring: () => RecurringTasks;
}

/** The services of tasks, over a fixture. */
export function tasksOf({ resources, writes, members, properties, database, clock }: DomainFixture): TasksOfFixture {
  const recurrences = new RecurrencesService(resources, members, properties, database);
  const schedule = new Schedule(database, clock);
  return {
    tasks: new TasksService(resources, writes, recurrences, members, properties, database),
    recurrences,
    recurring: () => new RecurringTasks(resources, database, writes, properties, members, schedule, clock),
  };
}
