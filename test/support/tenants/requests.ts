import type { Answer, Ask, Question } from './asking.js';
import { fillBody, type Given, ownIds } from './filling.js';
import type { Person, Tenant } from './founding.js';
import type { Field, Operation } from './operations.js';

/** What a request says in the place of the tenant's own values. */
export interface Said {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Given;
}

/** Where the id in a path is called otherwise in the rows of its list. */
const ID_IN_ROWS: Readonly<Record<string, string>> = { '/v2/realtime/dead-letters': 'deadLetterId' };

/** As the rows of a list have the id that the path of one of them ends with. */
export const idInRows = (list: string, parameter: string): string => ID_IN_ROWS[list] ?? parameter;

/** The lists that the ids of a path are each one of, and the parameters' names: `/tasks`, `taskId`. */
export const listsOf = ({ path }: Operation): (readonly [list: string, parameter: string])[] =>
  [...path.matchAll(/\/\{(\w+)\}/g)].map(({ 1: parameter = '', index }) => [path.slice(0, index), parameter]);

/** So that a poll has something to give at once: from the log's beginning. */
const fromTheStart = (epoch: string): Readonly<Record<string, string>> => ({ cursor: `${epoch}.0`, timeoutMs: '1000' });

/** Writes requests as people of a tenant send them. */
export class Requests {
  /** @param epoch of the log */
  constructor(
    private readonly ask: Ask,
    private readonly epoch: string,
  ) {}

  /**
   * The operation as `person` asks for it, with the tenant's own values but for what is said otherwise.
   * @throws Error where nobody knows what the tenant would say
   */
  async write(operation: Operation, person: Person, said: Said = {}): Promise<Question> {
    const path = await this.#path(operation, person.tenant, said.path ?? {});
    const polls = operation.fields.some(({ name }) => name === 'timeoutMs');
    const query = new URLSearchParams({ ...(polls && fromTheStart(this.epoch)), ...said.query }).toString();
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
      // What is changed or removed is a row that was made for it, never what all the others stand on.
      const [own] = operation.method === 'GET' ? ownIds(parameter, tenant) : [];
      const before = path.slice(0, path.indexOf(`/{${parameter}}`));
      const id = given[parameter] ?? tenant.made.get(list) ?? own ?? (await this.#last(before, parameter, tenant));
      path = path.replace(`{${parameter}}`, encodeURIComponent(id));
    }
    return path;
  }

  /** The id of the last row of a list, for what a tenant has without making it. */
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

/** What `person`'s request says for `value` to be in the field; in a list it is after the tenant's own. */
export function saying({ place, name, schema }: Field, value: string, { tenant }: Person): Said {
  if (place === 'header') return { headers: { [name]: value } };
  return { [place]: { [name]: schema.items ? [...ownIds(name, tenant), value] : value } };
}
