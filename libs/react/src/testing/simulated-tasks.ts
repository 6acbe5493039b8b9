import type { SimulatedClock } from '@bellhop/client/testing';
import {
  formatCursor,
  type DurableEvent,
  type Page,
  type Problem,
  type Task,
  type TaskStatus,
} from '@bellhop/contracts';
import { defineLiveQuery } from '../live/live-query.js';
import { RefusedError, UnreachableError } from '../rest/errors.js';
import type { Answer, Request, RequestOptions } from '../rest/request.js';

export type TasksView = { readonly status?: TaskStatus; readonly propertyId?: string };

const compare = (a: Task, b: Task): number => a.title.localeCompare(b.title) || a.taskId.localeCompare(b.taskId);
const accepts = (task: Task, { status, propertyId }: TasksView): boolean =>
  (status === undefined || task.status === status) && (propertyId === undefined || task.propertyId === propertyId);

/** Ordered by title, so that a change moves a row; three rows a page. */
export const tasks = defineLiveQuery({
  domain: 'tasks',
  name: 'tasks',
  path: '/tasks',
  id: 'taskId',
  events: { TaskCreated: 'create', TaskUpdated: 'put', TaskStatusChanged: 'put', TaskDeleted: 'remove' },
  accepts,
  compare,
  pageSize: 3,
});

interface Call {
  readonly method: string;
  readonly path: string;
  readonly options: RequestOptions;
  answer?: (() => Answer<unknown>) | undefined;
  readonly settle: (outcome: () => Answer<unknown>) => void;
}

/** Fields of a task that a test cares about. */
export type TaskFields = Partial<Pick<Task, 'title' | 'status' | 'propertyId' | 'createdBy'>>;

const DAY = '2026-11-21T00:00:00.000Z';

/** `task-007`: what sorts as it counts. */
const idOf = (number: number): string => `task-${String(number).padStart(3, '0')}`;

export const taskOf = (taskId: string, version: number, fields: TaskFields = {}): Task => ({
  taskId,
  version,
  orgId: 'org',
  createdAt: DAY,
  updatedAt: DAY,
  propertyId: 'p1',
  title: 'a',
  description: null,
  status: 'open',
  priority: 'normal',
  assigneeId: null,
  dueOn: null,
  createdBy: 'somebody',
  completedAt: null,
  ...fields,
});

/**
 * A server of tasks: its rows, the log of what happened to them, and calls that a test lets arrive and lets be answered,
 * one by one and in any order.
 */
export class SimulatedTasks {
  rows = new Map<string, Task>();
  events: DurableEvent[] = [];
  calls: Call[] = [];
  epoch = 'e1';
  /** Whether the snapshots say where they stand. */
  tellsCursor = true;
  /** Called with everything that happens. */
  onEvent: (event: DurableEvent) => void = () => undefined;
  #created = 0;
  #eventIds = 0;

  constructor(private readonly clock?: SimulatedClock) {}

  get head(): string {
    const seq = this.events.length;
    return formatCursor({ epoch: this.epoch, seq, mark: (seq * 48_271) % 2_147_483_647 });
  }

  readonly request: Request = <T>(method: string, path: string, options: RequestOptions = {}) =>
    new Promise<Answer<T>>((resolve, reject) => {
      const call: Call = {
        method,
        path,
        options,
        settle: (outcome) => {
          this.calls = this.calls.filter((other) => other !== call);
          try {
            resolve(outcome() as Answer<T>);
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        },
      };
      options.signal?.addEventListener('abort', () =>
        call.settle(() => {
          throw new DOMException('aborted', 'AbortError');
        }),
      );
      this.calls.push(call);
    });

  /** The server works on a call; the answer is on its way. */
  arrive(call: Call | undefined): void {
    if (call && !call.answer) call.answer = this.#handle(call);
  }

  /** The answer to a call comes; it arrives at the latest now. */
  answer(call: Call | undefined): void {
    this.arrive(call);
    if (call?.answer) call.settle(call.answer);
  }

  /** No answer comes; whether the call arrived is not known. */
  fail(call: Call | undefined): void {
    call?.settle(() => {
      throw new UnreachableError();
    });
  }

  create(fields: TaskFields = {}): Task {
    this.#created += 1;
    return this.#put(taskOf(idOf(this.#created), 1, fields), 'TaskCreated');
  }

  change(taskId: string, fields: TaskFields): Task | undefined {
    const task = this.rows.get(taskId);
    if (!task) return undefined;
    const type = fields.status === undefined ? 'TaskUpdated' : 'TaskStatusChanged';
    return this.#put({ ...task, ...fields, version: task.version + 1 }, type);
  }

  remove(taskId: string): void {
    const task = this.rows.get(taskId);
    if (!task) return;
    this.rows.delete(taskId);
    this.#raise('TaskDeleted', { taskId, version: task.version + 1 }, task.propertyId);
  }

  /** Another life of the log, from a backup: rows as they were then. */
  restore(rows: ReadonlyMap<string, Task>): void {
    this.epoch = `e${Number(this.epoch.slice(1)) + 1}`;
    this.rows = new Map(rows);
    this.events = [];
  }

  /** What a list of this view shows, all of its pages together. */
  list(view: TasksView): readonly Task[] {
    return [...this.rows.values()].filter((task) => accepts(task, view)).sort(compare);
  }

  #put(task: Task, type: string): Task {
    this.rows.set(task.taskId, task);
    this.#raise(type, task, task.propertyId);
    return task;
  }

  #raise(eventType: string, payload: unknown, propertyId: string): void {
    this.#eventIds += 1;
    const event: DurableEvent = {
      eventId: `event-${this.#eventIds}`,
      eventType,
      domain: 'tasks',
      timestamp: this.clock?.now() ?? 0,
      orgId: 'org',
      propertyId,
      seq: this.events.length + 1,
      payload,
    };
    this.events.push(event);
    this.onEvent(event);
  }

  #handle({ method, path, options }: Call): () => Answer<unknown> {
    const { query = {}, body, ifMatch } = options;
    const at = this.tellsCursor ? { cursor: this.head } : {};
    const id = path.split('/')[2];
    if (id === 'summary') return answered({ count: this.rows.size }, at);
    if (id === undefined) {
      if (method === 'POST') return answered(this.create(body as TaskFields));
      return answered(this.#page(query as TasksView & { limit: number; after: string | null }), at);
    }
    const task = this.rows.get(id);
    if (!task) return refused('not_found', 404);
    if (method === 'GET') return answered(task, at);
    if (ifMatch !== task.version) return refused('version_conflict', 412);
    if (method === 'PATCH') return answered(this.change(id, body as TaskFields));
    this.remove(id);
    return answered(undefined);
  }

  #page({ limit, after, ...view }: TasksView & { limit: number; after: string | null }): Page<Task> {
    const last = after === null ? undefined : (JSON.parse(after) as Task);
    const rest = this.list(view).filter((task) => !last || compare(task, last) > 0);
    const items = rest.slice(0, limit);
    return { items, next: rest.length > limit ? JSON.stringify(items.at(-1)) : null };
  }
}

const answered =
  (body: unknown, at: { readonly cursor?: string } = {}) =>
  (): Answer<unknown> => ({ body, ...at });

const refused = (code: Problem['code'], status: number) => () => {
  throw new RefusedError({ type: 'about:blank', title: code, status, code });
};
