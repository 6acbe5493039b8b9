import { addDays } from '@bellhop/hotel';
import type { SampleProperty } from '../../platform/onboarding/sample-sources.js';
import { sampleRowsOf } from '../../platform/onboarding/sample-sources.js';
import type { Random } from '../../platform/random/random.js';
import { IDEAS, statusAt } from './tasks.demo.js';
import { TasksService } from './tasks.service.js';

/** From new (0) to old (1) by their index. */
const inputsFor = ({ propertyId, today, userId }: SampleProperty, random: Random) =>
  IDEAS.map(([title, priority, room, description = null], index) => {
    const age = index / IDEAS.length;
    const status = statusAt(age, random);
    return {
      ...{ propertyId, title, description, room, priority, status },
      assigneeId: random.chance(0.3) ? userId : null,
      dueOn: random.chance(0.75) ? addDays(today, Math.round(random.between(-1, 6) - age * 6)) : null,
      completedAt: status === 'done' ? `${addDays(today, -1)}T12:00:00.000Z` : null,
    };
  });

/** A board of tasks to try the page with. */
export const tasksSample = sampleRowsOf({
  kind: 'task',
  service: TasksService,
  rowsOf: ({ rows }) => rows,
  idOf: ({ taskId }) => taskId,
  inputs: inputsFor,
});
