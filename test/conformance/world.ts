import type { catalogue, Role } from '@bellhop/hotel';
import type { RealtimeMetricsResponse } from '@bellhop/protocol';
import { RecordedTab, SimulatedBrowser, type SimulatedNetwork, type SimulatedRequest } from '@bellhop/client/testing';
import { type DomainDefinition, DomainRegistry } from '@bellhop/realtime';
import type { Type } from '@nestjs/common';
import { DEMO_PASSWORD } from '../../src/platform/demo/groups.js';
import { createTestApp, type Group, type Member, type TestApp } from '../support/app.js';
import { type Collection, collectionsOf } from '../support/domains/collections.js';
import { authorOf } from '../support/domains/members.js';
import { type OpenApi, type Operation, operationsOf } from '../support/domains/operations.js';
import { type Author, type Given, sampleBody } from '../support/domains/samples.js';
import { headOf } from '../support/log.js';
import { WatchedDriver } from '../support/watched-driver.js';
import { Time } from './time.js';

/** Minimum remaining life of an access token, in milliseconds. */
const TOKEN_LEFT_MS = 400_000;

export type Transport = 'stream' | 'long-poll';
export const TRANSPORTS: readonly Transport[] = ['stream', 'long-poll'];

/** A request of a browser. Times are simulated, in Unix milliseconds. */
export interface Call extends Pick<SimulatedRequest, 'method' | 'path' | 'query' | 'headers' | 'tab'> {
  readonly startedAt: number;
  /** When its response started; undefined before that. */
  answeredAt?: number;
  /** When the response ended, or the tab dropped it. */
  endedAt?: number;
}

/** A user with a separate browser. */
export interface Visitor {
  readonly browser: SimulatedBrowser;
  readonly calls: readonly Call[];
  /** Set to answer instead of the server. */
  intercept: (request: SimulatedRequest) => Response | Promise<undefined> | undefined;
  /** Opens a tab that listens to the domain only; the first one signs in. */
  open(name?: string): Promise<RecordedTab>;
}

/** Bellhop on real sockets with browsers, for one domain and transport at a time. */
export class World {
  readonly time: Time;
  readonly server: TestApp;
  readonly #url: string;
  readonly #operations: readonly Operation[];
  readonly #members = new Map<string, Member>();

  private constructor(parts: { time: Time; server: TestApp; url: string; operations: readonly Operation[] }) {
    ({ time: this.time, server: this.server, url: this.#url, operations: this.#operations } = parts);
  }

  /** @param modules in addition to the application’s */
  static async open(modules: readonly Type[] = []): Promise<World> {
    const time = new Time(Date.now());
    const driver = new WatchedDriver();
    const server = await createTestApp({ clock: time.server, modules, wrapDriver: (inner) => driver.around(inner) });
    time.database = {
      get isIdle() {
        return driver.isIdle;
      },
      untilIdle: () => driver.untilIdle(),
      roundTrip: () => server.database.query('select 1', []),
    };
    await server.app.listen(0, '127.0.0.1');
    const operations = operationsOf((await server.call('get', '/openapi.json').expect(200)).body as OpenApi);
    return new World({ time, server, url: await server.app.getUrl(), operations });
  }

  close(): Promise<void> {
    return this.server.close();
  }

  /**
   * Returns the domain for the scenarios, with an owner who writes.
   * @throws Error that says what to add when the domain is incomplete
   */
  async domain(name: string): Promise<Domain> {
    const definition = this.server.app.get(DomainRegistry, { strict: false }).byName.get(name);
    if (!definition) {
      throw new Error(
        `${name}: no module registers the domain. Add RealtimeModule.forFeature(${name}Domain) to the imports of ` +
          `src/domains/${name}/${name}.module.ts, and its module to src/app.module.ts.`,
      );
    }
    return new Domain(this, definition, collectionsOf(name, this.#operations), await this.member('owner'));
  }

  /** Creates a separate browser in which `member` signs in. */
  visitor({ domain, transport, member }: { domain: string; transport: Transport; member: Member }): Visitor {
    const calls: Call[] = [];
    const tabs: RecordedTab[] = [];
    const network: SimulatedNetwork = async (request) => {
      const { method, path, query, headers, tab } = request;
      const call: Call = { method, path, query, headers, tab, startedAt: this.time.now() };
      calls.push(call);
      request.signal.addEventListener('abort', () => (call.endedAt ??= this.time.now()));
      const answer = (await visitor.intercept(request)) ?? (await this.#ask(request));
      call.answeredAt = this.time.now();
      // A response that is no stream has ended when it arrives.
      if (path !== STREAM) call.endedAt ??= this.time.now();
      return answer;
    };
    const browser = new SimulatedBrowser({ clock: this.time.browser, network });
    const visitor: Visitor = {
      ...{ browser, calls },
      intercept: () => undefined,
      open: async (tabName) => {
        const cursor = await this.time.wait(headOf(member));
        const tab = new RecordedTab(browser, {
          domains: [domain as keyof typeof catalogue],
          transport,
          telemetrySample: 0,
          ...(tabName !== undefined && { name: tabName }),
        });
        tabs.push(tab);
        // Like a page that has read its rows first.
        tab.client.beginAt(cursor);
        await this.time.settle();
        if (tabs.length === 1) await this.time.wait(tab.session.signIn(member.signedIn.user.email, DEMO_PASSWORD));
        await this.time.until(`${tab.tab.name} is connected`, () => tab.isConnected);
        return tab;
      },
    };
    return visitor;
  }

  /** A user of the demo data with an access token that does not expire soon. */
  async member(role: Role, group: Group = 'aurora'): Promise<Member> {
    const key = `${role} ${group}`;
    const known = this.#members.get(key);
    if (known && known.signedIn.expiresAt - this.time.now() > TOKEN_LEFT_MS) return known;
    const member = await this.time.wait(this.server.signIn(role, group));
    this.#members.set(key, member);
    return member;
  }

  /** Number of open streams and polls of any domain. */
  async connections(owner: Member): Promise<number> {
    return (await this.metrics(owner)).subscribers.active_count;
  }

  async metrics(owner: Member): Promise<RealtimeMetricsResponse> {
    const { body } = await this.time.wait(owner.call('get', '/v2/realtime/metrics').expect(200));
    return body as RealtimeMetricsResponse;
  }

  /** Sends a request with the member’s token that may wait at the server. */
  async fetch(path: string, { signedIn }: Member): Promise<Response> {
    return this.time.release(fetch(this.#url + path, { headers: { authorization: `Bearer ${signedIn.accessToken}` } }));
  }

  async #ask({ method, path, query, headers, body, signal, cookies }: SimulatedRequest): Promise<Response> {
    const sent = new Headers(headers);
    // Decompression would run in threads that the clocks do not wait for.
    sent.set('accept-encoding', 'identity');
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    if (cookie !== '') sent.set('cookie', cookie);
    const answer = fetch(`${this.#url}${path}${query.size > 0 ? `?${query}` : ''}`, {
      ...{ method, headers: sent, signal },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const response = await (path === POLL ? this.time.release(answer) : this.time.hold(answer));
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';', 1)[0] ?? '').split('=');
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  }
}

export const STREAM = '/v2/realtime/stream';
export const POLL = '/v2/realtime/poll';
export const isConnection = ({ path }: Call): boolean => path === STREAM || path === POLL;

/** A row as the API returns it. */
export type Row = Readonly<Record<string, unknown>>;

/** A domain of the running application, and a user who writes its rows. */
export class Domain {
  readonly name: string;
  #author: Author;

  constructor(
    private readonly world: World,
    readonly definition: DomainDefinition,
    readonly collections: readonly Collection[],
    owner: Member,
  ) {
    this.name = definition.name;
    this.#author = authorOf(owner);
  }

  /** The first of the domain's collections. */
  get rows(): Collection {
    const [first] = this.collections;
    if (!first) throw new Error(`${this.name}: it has no rows to create, so no scenario can show its events`);
    return first;
  }

  /** Creates a row. @throws Error with the refused request */
  async create({ path, create }: Collection = this.rows, given: Given = {}): Promise<Row> {
    const body = sampleBody(create, this.#author, given);
    const answer = await this.#send('post', path, body as object);
    if (answer.status === 201) return answer.body as Row;
    throw new Error(
      `POST ${path} ${JSON.stringify(body)} was answered ${answer.status} ${JSON.stringify(answer.body)}, not 201. Add ` +
        'fitting values to OWN_VALUES or OWN_IDS of test/support/domains/samples.ts.',
    );
  }

  async send(method: 'get' | 'patch' | 'delete', path: string, body?: object): Promise<Row> {
    const answer = await this.#send(method, path, body);
    if (answer.status < 300) return answer.body as Row;
    throw new Error(`${method.toUpperCase()} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  get author(): Author {
    return this.#author;
  }

  async #send(method: 'get' | 'post' | 'patch' | 'delete', path: string, body?: object) {
    const owner = await this.world.member('owner');
    return this.world.time.wait(owner.call(method, path, body));
  }
}
