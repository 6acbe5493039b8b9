import type { Answer, Ask, Question } from './asking.js';
import { fillBody, type Given, ownIds } from './filling.js';
import type { Person, Tenant } from './founding.js';
import type { Field, Operation } from '../domains/operations.js';

/** Values of a request that replace the tenant’s own. */
export interface Said {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Given;
}

/** Lists whose rows name the id differently from the path. */
const ID_IN_ROWS: Readonly<Record<string, string>> = { '/v2/realtime/dead-letters': 'deadLetterId' };

/** Returns the name in a list’s rows of the id that a path ends with. */
export const idInRows = (list: string, parameter: string): string => ID_IN_ROWS[list] ?? parameter;

/** Returns the lists that a path’s ids come from, with the parameter names: `/tasks`, `taskId`. */
export const listsOf = ({ path }: Operation): (readonly [list: string, parameter: string])[] =>
  [...path.matchAll(/\/\{(\w+)\}/g)].map(({ 1: parameter = '', index }) => [path.slice(0, index), parameter]);

/** From the log’s beginning, so that a poll returns events at once. */
const fromTheStart = (epoch: string): Readonly<Record<string, string>> => ({ cursor: `${epoch}.0`, timeoutMs: '1000' });

/** Query parameters that a route needs, by path. The search is for what every tenant has, so that a leak would be found. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/v2/search': { q: 'cnry', limit: '20' },
  '/v2/away': { from: '3600' },
};

/** Builds and sends requests as users of a tenant. */
export class Requests {
  /** @param epoch the log’s */
  constructor(
    private readonly ask: Ask,
    private readonly epoch: string,
  ) {}

  /**
   * Builds the operation’s request for `person`, with the tenant’s own values except for those in `said`.
   * @throws Error when no value is known for a parameter
   */
  async write(operation: Operation, person: Person, said: Said = {}): Promise<Question> {
    const path = await this.#path(operation, person.tenant, said.path ?? {});
    const polls = operation.fields.some(({ name }) => name === 'timeoutMs');
    const needed = { ...NEEDED[operation.path], ...(polls && fromTheStart(this.epoch)) };
    const query = new URLSearchParams({ ...needed, ...said.query }).toString();
    const body = fillBody(operation, person.tenant, said.body);
    const secret = operation.opensTo === 'api-keys' ? (person.tenant.apiKey ?? '') : person.token;
    return {
      method: operation.method,
      path: query === '' ? path : `${path}?${query}`,
      headers: { authorization: `Bearer ${secret}`, ...said.headers },
      ...(body !== undefined && { body }),
    };
  }

  async send(operation: Operation, person: Person, said: Said = {}): Promise<Answer> {
    return this.ask(await this.write(operation, person, said));
  }

  async #path(operation: Operation, tenant: Tenant, given: Readonly<Record<string, string>>): Promise<string> {
    let path = operation.path;
    for (const [list, parameter] of listsOf(operation)) {
      // Updates and deletions use a row created for them, never one that others depend on.
      const [own] = operation.method === 'GET' ? ownIds(parameter, tenant) : [];
      const before = path.slice(0, path.indexOf(`/{${parameter}}`));
      const id = given[parameter] ?? tenant.made.get(list) ?? own ?? (await this.#last(before, parameter, tenant));
      path = path.replace(`{${parameter}}`, encodeURIComponent(id));
    }
    return path;
  }

  /** Returns the id of a list’s last row, for what a tenant has without creating it. */
  async #last(list: string, parameter: string, { people }: Tenant): Promise<string> {
    const headers = { authorization: `Bearer ${people.owner.token}` };
    const { status, text } = await this.ask({ method: 'GET', path: list, headers });
    const rows =
      status === 200 ? (JSON.parse(text) as { items?: readonly Record<string, unknown>[] }).items : undefined;
    const id = rows?.at(-1)?.[idInRows(list, parameter)];
    if (typeof id !== 'string') {
      throw new Error(
        `GET ${list} (${status}) has no row with ${idInRows(list, parameter)}: make one, or see ID_IN_ROWS`,
      );
    }
    return id;
  }
}

/** Builds what puts `value` into the field; in a list it follows the tenant’s own. */
export function saying({ place, name, schema }: Field, value: string, { tenant }: Person): Said {
  if (place === 'header') return { headers: { [name]: value } };
  return { [place]: { [name]: schema.items ? [...ownIds(name, tenant), value] : value } };
}
