import { type Role, ROLES } from '@bellhop/hotel';
import { type Answer, inTurns } from './asking.js';
import type { Census, Owned } from './census.js';
import type { Person, Tenant } from './founding.js';
import { lasting, leaksIn } from './leaks.js';
import { NOT_404, OWN_CHOICE, SMUGGLED, SMUGGLED_HEADERS } from './expectations.js';
import { type Field, nameOf, type Operation, takesAnId } from '../domains/operations.js';
import { type Requests, type Said, saying } from './requests.js';

/** Forms of an id in a query: alone, or as a paging position, by id or by day and id. */
const SPELLINGS: readonly ((id: string) => string)[] = [
  (id) => id,
  (id) => Buffer.from(id).toString('base64url'),
  (id) => Buffer.from(`2026-11-21 ${id}`).toString('base64url'),
];

/** One request with another tenant’s id in one field. */
export interface Attempt {
  readonly operation: Operation;
  readonly field: Field;
  readonly person: Person;
  readonly foreign: Owned;
}

export interface AttemptsDeps {
  readonly requests: Requests;
  readonly census: Census;
  readonly tenants: readonly Tenant[];
}

const AT_ONCE = 8;

/** Sends other tenants’ ids and positions, and collects responses that should differ. */
export class Attempts {
  readonly #unknown = new Map<string, Promise<Answer>>();
  /** Used entries of {@link NOT_404}. */
  readonly used = new Set<string>();
  made = 0;

  constructor(private readonly deps: AttemptsDeps) {}

  /**
   * Tries another tenant’s ids on every parameter that takes an id: some of the kinds that the parameter may mean and, as the
   * owner, one of every other. Tenants rotate from parameter to parameter.
   * @returns what is wrong, without duplicates
   */
  async onIds(operations: readonly Operation[]): Promise<readonly string[]> {
    const attempts = withHead(operations)
      .flatMap((operation) => operation.fields.filter(takesAnId).map((field) => ({ operation, field })))
      .filter(({ operation, field }) => !OWN_CHOICE.has(nameOf(operation, field)))
      .flatMap(({ operation, field }, turn) =>
        ROLES.flatMap((role) =>
          this.#against(turn, role, idsOfKinds(operation, role, this.#kindsOf(field))).map((pair) => ({
            operation,
            field,
            ...pair,
          })),
        ),
      );
    return this.#findings(attempts, (attempt) => this.onId(attempt));
  }

  /**
   * Ids and paging positions of others where text, a number or a word is expected: the response must equal that for an
   * unknown id.
   */
  async onTexts(operations: readonly Operation[]): Promise<readonly string[]> {
    const attempts = operations
      .flatMap((operation) => operation.fields.map((field) => ({ operation, field })))
      .filter(({ operation, field }) => operation.method === 'GET' && !takesAnId(field))
      .flatMap(({ operation, field }, turn) =>
        this.#against(turn, 'owner', () => 1)
          // What takes no text refuses all alike.
          .slice(0, takesText(field) ? undefined : 1)
          .map((pair) => ({ operation, field, ...pair })),
      );
    return this.#findings(attempts, (attempt) => this.#onText(attempt));
  }

  /** Field names and headers that no document contains. */
  async onSmuggled(operations: readonly Operation[]): Promise<readonly string[]> {
    const attempts = operations.flatMap((operation, turn) => {
      if (operation.method === 'DELETE' || (operation.method !== 'GET' && !operation.body)) return [];
      const place = operation.method === 'GET' ? 'query' : 'body';
      const known = new Set(operation.fields.map(({ name }) => name));
      const names = SMUGGLED.filter((name) => !known.has(name)).map((name): Field => ({ place, name, schema: {} }));
      const headers = SMUGGLED_HEADERS.map((name): Field => ({ place: 'header', name, schema: {} }));
      // An ignored header would let a write succeed.
      const fields = operation.method === 'GET' ? [...names, ...headers] : names;
      const [pair] = this.#against(turn, 'owner', () => 1).filter(({ foreign }) => foreign.kind === 'orgs.org_id');
      return pair ? fields.map((field) => ({ operation, field, ...pair })) : [];
    });
    return this.#findings(attempts, (attempt) => this.#onText(attempt));
  }

  /** @returns what is wrong with the response to another tenant’s id, if anything */
  async onId({ operation, field, person, foreign }: Attempt): Promise<readonly string[]> {
    const name = nameOf(operation, field);
    const answer = await this.#send(operation, person, saying(field, foreign.id, person));
    const wrong: string[] = [...leaksIn(answer, person.tenant.index, this.deps.census, new Set([foreign.id]))];
    const nobodys = await this.#answerToUnknown(operation, field, person, foreign.id);
    if (!alike(answer, nobodys)) wrong.push(`${answer.status} where an unknown id gets ${nobodys.status}`);
    const expected = NOT_404[name];
    if (expected !== undefined) this.used.add(name);
    const isRefusal = person.role !== 'owner' && answer.status === 403;
    if (!isRefusal && answer.status !== (expected ?? 404)) wrong.push(`${answer.status}, not ${expected ?? 404}`);
    return wrong;
  }

  /** Several fields at once, some with another tenant’s ids. */
  async onSeveral(
    operation: Operation,
    person: Person,
    said: Said,
    unknown: Said,
    sent: ReadonlySet<string>,
  ): Promise<readonly string[]> {
    const answer = await this.#send(operation, person, said);
    const nobodys = await this.#send(operation, person, unknown);
    const wrong: string[] = [...leaksIn(answer, person.tenant.index, this.deps.census, sent)];
    if (!alike(answer, nobodys)) wrong.push(`${answer.status} where unknown ids get ${nobodys.status}`);
    return wrong;
  }

  async #onText({ operation, field, person, foreign }: Attempt): Promise<readonly string[]> {
    const ids = [foreign.id, this.deps.census.nobodysBeside(foreign.id)];
    const spelled = field.place !== 'body' ? SPELLINGS : [(id: string) => id];
    const wrong: string[] = [];
    for (const [theirs = '', nobodys = ''] of spelled.map((spell) => ids.map(spell))) {
      const answer = await this.#send(operation, person, saying(field, theirs, person));
      const other = await this.#send(operation, person, saying(field, nobodys, person));
      wrong.push(...leaksIn(answer, person.tenant.index, this.deps.census, new Set([foreign.id])));
      // A refusal may repeat what was sent.
      if (!alike(withoutEcho(answer, theirs), withoutEcho(other, nobodys))) {
        wrong.push(`${answer.status} where an unknown id gets ${other.status}`);
      }
      if (field.place === 'body' && answer.status < 300) wrong.push('accepts an unknown field');
      if (answer.status >= 500) wrong.push(`${answer.status}`);
    }
    return wrong;
  }

  #send(operation: Operation, person: Person, said: Said): Promise<Answer> {
    this.made += 1;
    return this.deps.requests.send(operation, person, said);
  }

  /**
   * Returns the response to an unknown id: sent once for each parameter and role where it does not depend on the id.
   */
  #answerToUnknown(operation: Operation, field: Field, person: Person, id: string): Promise<Answer> {
    const ask = () => this.#send(operation, person, saying(field, this.deps.census.nobodysBeside(id), person));
    if (NOT_404[nameOf(operation, field)] === 200) return ask();
    const key = `${nameOf(operation, field)} ${person.role}`;
    const known = this.#unknown.get(key) ?? ask();
    this.#unknown.set(key, known);
    return known;
  }

  /** Kinds of ids that a parameter may mean: those in columns of its name. Without one, every kind. */
  #kindsOf({ name }: Field): ReadonlySet<string> {
    const { tenants, census } = this.deps;
    const kinds = [...census.kinds(tenants[0]?.index ?? 0)];
    const last = name.split('.').at(-1) ?? name;
    const column = last.replace(/s$/, '').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const named = kinds.filter((kind) => kind.endsWith(`.${column}`));
    return new Set(named.length > 0 ? named : kinds);
  }

  /**
   * Ids of one tenant, each tried by a user of another; all others take turns.
   * @param most how many of a kind
   */
  #against(
    turn: number,
    role: Role,
    most: (kind: string) => number,
  ): { readonly person: Person; readonly foreign: Owned }[] {
    const { tenants, census } = this.deps;
    const theirs = tenants[turn % tenants.length]?.index ?? 0;
    const others = tenants.filter(({ index }) => index !== theirs);
    return census.someOfEach(theirs, most).flatMap((foreign, at) => {
      const person = others[(turn + at) % others.length]?.people[role];
      return person ? [{ person, foreign }] : [];
    });
  }

  async #findings(
    attempts: readonly Attempt[],
    judge: (attempt: Attempt) => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    const found = await inTurns(attempts, AT_ONCE, async (attempt) => {
      const where = `${nameOf(attempt.operation, attempt.field)}, ${attempt.person.role}`;
      return (await judge(attempt)).map((wrong) => `${where}: ${wrong}`);
    });
    return [...new Set(found.flat())].sort();
  }
}

/** Ids of a kind that a parameter means: their rows differ in state. */
const OF_ITS_KIND = 3;

/**
 * How many ids of each kind a user tries.
 * @param meant the kinds that the parameter may mean
 */
function idsOfKinds({ method, opensTo }: Operation, role: Role, meant: ReadonlySet<string>): (kind: string) => number {
  // A key belongs to the organisation, and HEAD is GET without a body.
  if (role !== 'owner' && (opensTo === 'api-keys' || method === 'HEAD')) return () => 0;
  if (method === 'HEAD') return (kind) => (meant.has(kind) ? 1 : 0);
  return (kind) => (meant.has(kind) ? OF_ITS_KIND : role === 'owner' ? 1 : 0);
}

/** Whether a text could pass the field's checks. */
const takesText = ({ schema: { type, format, enum: words } }: Field): boolean =>
  type === 'string' && format === undefined && words === undefined;

const alike = (one: Answer, other: Answer): boolean =>
  one.status === other.status && lasting(one.text) === lasting(other.text);

const withoutEcho = (answer: Answer, sent: string): Answer => ({ ...answer, text: answer.text.replaceAll(sent, '') });

/** Adds HEAD for every GET. */
const withHead = (operations: readonly Operation[]): readonly Operation[] =>
  operations.flatMap((operation) =>
    operation.method === 'GET'
      ? [operation, { ...operation, method: 'HEAD', name: operation.name.replace('GET', 'HEAD') }]
      : [operation],
  );
