/**
 * Checked by the compiler only: an application that is no hotel. Its domains share names with the hotel’s and nothing
 * else, so this compiles only while no library brings a catalogue.
 */
import { createLiveCollection, createRealtimeClient, createSession } from '@bellhop/client';
import { RecordedTab } from '@bellhop/client/testing';
import {
  type AnyEvent,
  integer,
  list,
  object,
  oneOf,
  type PayloadsOf,
  type Static,
  text,
  uuid,
} from '@bellhop/protocol';
import { createDomainHooks, defineLiveAggregate, defineLiveQuery, useLiveQuery, useRowMutations } from '@bellhop/react';
import { defineDomain, type DomainEvent, type OrgEvents } from '@bellhop/realtime';

const taskSchema = object({ jobId: uuid, version: integer(1), command: text(200), exitCode: integer(0, 255) });
const userSchema = object({ login: text(32), version: integer(1), groups: list(text(32)), shell: oneOf('sh', 'zsh') });

const catalogue = {
  tasks: {
    TaskStarted: taskSchema,
    TaskExited: taskSchema,
    TaskForgotten: object({ jobId: uuid, version: integer(1) }),
  },
  users: { UserAdded: userSchema },
} as const;

declare module '@bellhop/protocol' {
  interface EventCatalogue {
    tasks: PayloadsOf<typeof catalogue.tasks>;
    users: PayloadsOf<typeof catalogue.users>;
  }
  interface RoleCatalogue {
    root: true;
    guest: true;
  }
}

type Job = Static<typeof taskSchema>;

/** Fails to compile unless the inferred type is exactly the expected one. */
type Exactly<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : never;
export const domains: Exactly<AnyEvent['domain'], 'tasks' | 'users'> = true;
export const types: Exactly<AnyEvent['eventType'], 'TaskStarted' | 'TaskExited' | 'TaskForgotten' | 'UserAdded'> = true;

/** `realtime` */
export const tasks = defineDomain('tasks', catalogue.tasks, { roles: ['root'] });
export const started = (payload: Job): DomainEvent => tasks.event('TaskStarted', { orgId: 'o', payload });
// @ts-expect-error an event of the hotel
export const created = (payload: Job): DomainEvent => tasks.event('TaskCreated', { orgId: 'o', payload });

export function observe(orgEvents: OrgEvents): void {
  orgEvents.observe('o').subscribe((event) => {
    const known: Exactly<typeof event.domain, 'tasks' | 'users'> = true;
    return event.domain === 'users' ? event.payload.groups.join() : known;
  });
  orgEvents.observe('o', { domains: ['tasks'] }).subscribe((event) => {
    if (event.eventType === 'TaskExited') return event.payload.exitCode + (event.seq ?? 0);
    // @ts-expect-error a field of the hotel's tasks
    return event.payload.title;
  });
  // @ts-expect-error a domain of the hotel
  orgEvents.observe('o', { domains: ['finance'] });
}

/** `client` */
export function listen(): void {
  const session = createSession();
  const role: 'root' | 'guest' | undefined = session.getSnapshot().user?.role;
  void role;
  const client = createRealtimeClient({ session, domains: ['tasks', 'users'] });
  client.on('users', ({ payload }) => payload.groups.join());
  client.on('tasks', (event) => {
    if (event.eventType === 'TaskExited') return event.payload.exitCode + 1;
    // @ts-expect-error a field of the hotel's tasks
    return event.payload.title;
  });
  // @ts-expect-error a domain of the hotel
  client.on('finance', () => undefined);
  // @ts-expect-error a domain of the hotel
  createRealtimeClient({ session, domains: ['finance'] });
  createLiveCollection<Job, 'tasks'>({
    client,
    domain: 'tasks',
    id: ({ jobId }) => jobId,
    fetch: () => Promise.resolve({ rows: [], cursor: undefined }),
    changeOf: (event) =>
      event.eventType === 'TaskForgotten'
        ? { kind: 'remove', id: event.payload.jobId, version: event.payload.version }
        : { kind: 'put', row: event.payload },
  });
  new RecordedTab(undefined as never, { domains: ['users'] });
}

/** `react` */
export const { useTasksRealtime, useUsersRealtime } = createDomainHooks(catalogue);

export const jobs = defineLiveQuery({
  domain: 'tasks',
  name: 'jobs',
  path: '/jobs',
  id: 'jobId',
  events: { TaskStarted: 'create', TaskExited: 'put', TaskForgotten: 'remove' },
  accepts: (job, { exitCode }: { readonly exitCode: number }) => job.exitCode === exitCode,
  compare: (a, b) => a.command.localeCompare(b.command),
});

const misnamed = { domain: 'tasks', name: 'misnamed', path: '/jobs', compare: () => 0 } as const;
// @ts-expect-error the id field of the hotel’s tasks
defineLiveQuery({ ...misnamed, id: 'taskId', events: { TaskExited: 'put' } });

export const load = defineLiveAggregate<number>({
  domain: 'users',
  name: 'load',
  path: '/load',
  events: ['UserAdded'],
});

export function useJobs(): readonly Job[] {
  useTasksRealtime({ eventTypes: ['TaskExited'], onEvent: ({ payload }) => payload.exitCode.toFixed() });
  useUsersRealtime({ onEvent: ({ payload }) => payload.shell });
  const { update } = useRowMutations(jobs);
  const { rows } = useLiveQuery(jobs, { exitCode: 1 });
  if (rows[0]) update.mutate({ row: rows[0], body: { command: 'true' } });
  return rows;
}
