import { createRealtimeClient, createSession, type RealtimeClient, type Session } from '@bellhop/client';
import {
  SimulatedBrowser,
  SimulatedClock,
  type SimulatedRequest,
  SimulatedServer,
  type SimulatedTab,
} from '@bellhop/client/testing';
import { CURSOR_HEADER } from '@bellhop/protocol';
import { RefusedError } from '../rest/errors.js';
import { SimulatedOrders } from './simulated-orders.js';

/** A server with orders, and one browser tab with a signed-in user: everything but the page. */
export class SimulatedShop {
  readonly clock = new SimulatedClock();
  readonly orders = new SimulatedOrders(this.clock);
  readonly server = new SimulatedServer({ clock: this.clock });
  readonly tab: SimulatedTab = new SimulatedBrowser({ clock: this.clock, network: this.server.network }).open();
  readonly session: Session = createSession({ environment: this.tab });
  readonly client: RealtimeClient = createRealtimeClient({ session: this.session, environment: this.tab });
  /** Whether calls about orders wait for `orders.answer`. */
  holdsBack = false;

  constructor() {
    this.orders.onEvent = ({ domain, eventType, propertyId, payload }) =>
      void this.server.raise({ domain, eventType, payload, ...(propertyId !== undefined && { propertyId }) });
    this.server.intercept = (request) => (request.path.startsWith('/orders') ? this.#answer(request) : undefined);
  }

  async signIn(): Promise<void> {
    this.session.start();
    const signedIn = this.session.signIn('ada@aurora.test', 'bellhop-demo');
    await this.clock.advance(100);
    await signedIn;
  }

  async #answer({ method, path, query, body, headers }: SimulatedRequest): Promise<Response> {
    const { limit, after = null, ...view } = Object.fromEntries(query);
    const ifMatch = headers.get('if-match');
    const answer = this.orders.request(method, path, {
      query: { ...view, limit: Number(limit), after },
      body,
      ...(ifMatch !== null && { ifMatch: Number(ifMatch.replaceAll('"', '')) }),
    });
    if (!this.holdsBack) this.orders.answer(this.orders.calls.at(-1));
    try {
      const { body: answered, cursor } = await answer;
      if (answered === undefined) return new Response(null, { status: 204 });
      return Response.json(answered, { headers: cursor === undefined ? {} : { [CURSOR_HEADER]: cursor } });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return Response.json(error.problem, { status: error.problem.status });
    }
  }
}
