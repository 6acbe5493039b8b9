import { addDays, type TaskPriority, type TaskStatus } from '@bellhop/hotel';
import { demoRow, demoRows } from '../../platform/demo/demo-rows.js';
import type { Random } from '../../platform/random/random.js';
import { tasks } from './tasks.schema.js';

type Idea = readonly [title: string, priority: TaskPriority, room: string | null, description?: string];

export const IDEAS: readonly [Idea, ...Idea[]] = [
  ['Replace the shower head', 'normal', '214', 'Guest says it drips all night. Spare part is in the store.'],
  ['Extra cot', 'high', '308', 'The family arrives at four.'],
  ['Deep-clean the carpet on the second floor', 'low', null],
  ['Air conditioning is too loud', 'high', '117', 'Third complaint this week. Offer another room until it is done.'],
  ['Check the minibars on floors four and five', 'normal', null],
  ['Late check-out, until two', 'normal', '502'],
  ['Flowers for the lobby', 'low', null],
  ['Fire extinguisher inspection', 'high', null, 'The inspector comes in the morning; have the log book ready.'],
  ['Welcome letter for the conference group', 'normal', null, '42 rooms, Thursday to Saturday.'],
  ['Repaint the door frame', 'low', '221'],
  ['Order linen for the weekend', 'normal', null],
  ['Lost property: grey scarf', 'low', '415', 'Guest asked by mail to have it sent on.'],
  ['Airport transfer for Mr and Mrs Okafor', 'high', null, 'Flight lands at 17:40. Two large suitcases.'],
  ['Table for eight on the terrace, no nuts', 'high', null],
  ['Test the emergency lights', 'normal', null],
  ['Descale the coffee machine', 'low', null],
  ['Key card reader fails now and then', 'normal', '330'],
  ['Bring the rowing machine back into use', 'low', null],
  ['Anniversary set-up', 'normal', '601', 'Rose petals, no champagne: sparkling water.'],
  ['Count the pool towels', 'low', null],
];

/** Random status by age (0 new, 1 oldest): old tasks are mostly done. */
export const statusAt = (age: number, random: Random): TaskStatus =>
  random.chance(0.06)
    ? 'cancelled'
    : random.chance(age)
      ? 'done'
      : random.pick<TaskStatus>(['open', 'open', 'open', 'in_progress', 'in_progress']);

const PER_PROPERTY = 14;
const DAY_MS = 86_400_000;

/** Tasks of each property, from new to long done. */
export const tasksDemo = demoRows(tasks, (group, random) =>
  group.properties.flatMap((property, house) =>
    Array.from({ length: PER_PROPERTY }, (_, index) => {
      const [title, priority, room, description = null] = IDEAS[(index + house * 5) % IDEAS.length] ?? IDEAS[0];
      const age = 1 - index / PER_PROPERTY;
      const created = group.now - Math.round((age * 12 + random.between(0, 0.6)) * DAY_MS);
      const status = statusAt(age, random);
      const touched = created + Math.round((group.now - created) * random.between(0.2, 0.9));
      // Staff see the first property only, so only tasks there are assigned to them.
      const helper = house === 0 ? group.staffId : group.managerId;
      const helpers =
        house === 0 ? ([helper, helper, group.managerId, null] as const) : ([helper, helper, null] as const);
      const createdBy = random.chance(0.6) ? group.managerId : group.ownerId;
      return {
        ...demoRow('taskId', group, created, status === 'open' ? created : touched),
        propertyId: property.propertyId,
        ...{ title, description, room, status, priority },
        assigneeId: status === 'in_progress' ? helper : random.pick<string | null>(helpers),
        dueOn: random.chance(0.75) ? addDays(property.today, Math.round(random.between(-3, 6) - age * 8)) : null,
        createdBy,
        updatedBy: status === 'open' ? createdBy : helper,
        recurrenceId: null,
        occursOn: null,
        completedAt: status === 'done' ? new Date(touched).toISOString() : null,
      };
    }),
  ),
);
