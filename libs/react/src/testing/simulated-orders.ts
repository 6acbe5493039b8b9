import type { SimulatedClock } from '@bellhop/client/testing';
import type { Order, OrderStatus } from './shop-catalogue.js';
import { formatCursor, type DurableEvent, type Page, type Problem } from '@bellhop/protocol';
import { defineLiveQuery } from '../live/live-query.js';
import { RefusedError, UnreachableError } from '../rest/errors.js';
import type { Answer, Request, RequestOptions } from '../rest/request.js';

export type OrdersView = { readonly status?: OrderStatus; readonly propertyId?: string };

const compare = (a: Order, b: Order): number => a.title.localeCompare(b.title) || a.orderId.localeCompare(b.orderId);
const accepts = (order: Order, { status, propertyId }: OrdersView): boolean =>
  (status === undefined || order.status === status) && (propertyId === undefined || order.propertyId === propertyId);

/** Sorted by title, so that a change can move a row; three rows per page. */
export const orders = defineLiveQuery({
  domain: 'orders',
  name: 'orders',
  path: '/orders',
  id: 'orderId',
  events: { OrderCreated: 'create', OrderUpdated: 'put', OrderStatusChanged: 'put', OrderDeleted: 'remove' },
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

/** Fields of an order that tests set. */
export type OrderFields = Partial<Pick<Order, 'title' | 'status' | 'propertyId' | 'createdBy'>>;

const DAY = '2026-11-21T00:00:00.000Z';

/** `order-007`: sorts in order of creation. */
const idOf = (number: number): string => `order-${String(number).padStart(3, '0')}`;

export const orderOf = (orderId: string, version: number, fields: OrderFields = {}): Order => ({
  orderId,
  version,
  orgId: 'org',
  createdAt: DAY,
  updatedAt: DAY,
  propertyId: 'p1',
  title: 'a',
  status: 'open',
  createdBy: 'somebody',
  items: [],
  ...fields,
});

/**
 * A server of orders: its rows, the log of their events, and calls that a test processes and answers one by one, in any
 * order.
 */
export class SimulatedOrders {
  rows = new Map<string, Order>();
  events: DurableEvent[] = [];
  calls: Call[] = [];
  epoch = 'e1';
  /** Whether snapshots have a cursor. */
  tellsCursor = true;
  /** Called with every event. */
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

  /** Processes a call; its response waits. */
  arrive(call: Call | undefined): void {
    if (call && !call.answer) call.answer = this.#handle(call);
  }

  /** Answers a call, after processing it if needed. */
  answer(call: Call | undefined): void {
    this.arrive(call);
    if (call?.answer) call.settle(call.answer);
  }

  /** Fails a call without a response, whether it was processed or not. */
  fail(call: Call | undefined): void {
    call?.settle(() => {
      throw new UnreachableError();
    });
  }

  create(fields: OrderFields = {}): Order {
    this.#created += 1;
    return this.#put(orderOf(idOf(this.#created), 1, fields), 'OrderCreated');
  }

  change(orderId: string, fields: OrderFields): Order | undefined {
    const order = this.rows.get(orderId);
    if (!order) return undefined;
    const type = fields.status === undefined ? 'OrderUpdated' : 'OrderStatusChanged';
    return this.#put({ ...order, ...fields, version: order.version + 1 }, type);
  }

  /** @param deletedBy who did it, if the event tells */
  remove(orderId: string, deletedBy?: string): void {
    const order = this.rows.get(orderId);
    if (!order) return;
    this.rows.delete(orderId);
    const by = deletedBy === undefined ? {} : { deletedBy };
    this.#raise('OrderDeleted', { orderId, version: order.version + 1, ...by }, order.propertyId);
  }

  /** Restores a backup: a new epoch, with the rows of that time. */
  restore(rows: ReadonlyMap<string, Order>): void {
    this.epoch = `e${Number(this.epoch.slice(1)) + 1}`;
    this.rows = new Map(rows);
    this.events = [];
  }

  /** Returns all rows of a view, without pages. */
  list(view: OrdersView): readonly Order[] {
    return [...this.rows.values()].filter((order) => accepts(order, view)).sort(compare);
  }

  #put(order: Order, type: string): Order {
    this.rows.set(order.orderId, order);
    this.#raise(type, order, order.propertyId);
    return order;
  }

  #raise(eventType: string, payload: unknown, propertyId: string): void {
    this.#eventIds += 1;
    const event: DurableEvent = {
      eventId: `event-${this.#eventIds}`,
      eventType,
      domain: 'orders',
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
      if (method === 'POST') return answered(this.create(body as OrderFields));
      return answered(this.#page(query as OrdersView & { limit: number; after: string | null }), at);
    }
    const order = this.rows.get(id);
    if (!order) return refused('not_found', 404);
    if (method === 'GET') return answered(order, at);
    if (ifMatch !== order.version) return refused('version_conflict', 412);
    if (method === 'PATCH') return answered(this.change(id, body as OrderFields));
    this.remove(id);
    return answered(undefined);
  }

  #page({ limit, after, ...view }: OrdersView & { limit: number; after: string | null }): Page<Order> {
    const last = after === null ? undefined : (JSON.parse(after) as Order);
    const rest = this.list(view).filter((order) => !last || compare(order, last) > 0);
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
