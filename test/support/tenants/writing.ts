import { inTurns, type Answer } from './asking.js';
import { REFUSED } from './expectations.js';
import type { Tenant } from './founding.js';
import type { Operation } from '../domains/operations.js';
import { idInRows, listsOf, type Requests } from './requests.js';

/** In a feasible order: create, update, delete. */
const ORDER = ['POST', 'PATCH', 'PUT', 'DELETE'];

/** Number of different log lengths. */
export const LENGTHS = 5;

/** A tenant’s writes through the API as documented. */
export class Writing {
  readonly #writes: readonly Operation[];

  constructor(
    private readonly requests: Requests,
    operations: readonly Operation[],
  ) {
    // Rows come before their sub-resources, and keys before what they open.
    const rank = ({ method, path, opensTo }: Operation): number =>
      ORDER.indexOf(method) * 4 + (path.includes('{') ? 2 : 0) + (opensTo === 'api-keys' ? 1 : 0);
    this.#writes = operations
      .filter(({ method, opensTo }) => method !== 'GET' && opensTo !== 'everyone')
      .sort((a, b) => rank(a) - rank(b));
  }

  /**
   * Does everything that an owner can do with `methods`, once, one after the other.
   * @param key sent as `Idempotency-Key`, which is scoped to the tenant
   * @returns the answers by operation
   * @throws Error when the API refuses a documented write
   */
  async all(tenant: Tenant, methods: readonly string[], key: string): Promise<ReadonlyMap<string, Answer>> {
    const answers = new Map<string, Answer>();
    for (const operation of this.#writes.filter(({ method }) => methods.includes(method))) {
      const repeatable = operation.fields.some(({ name }) => name === 'Idempotency-Key');
      const said = repeatable ? { headers: { 'idempotency-key': key } } : {};
      const answer = await this.requests.send(operation, tenant.people.owner, said);
      const done = REFUSED[operation.name] ?? (answer.status < 300 ? answer.status : 'done');
      if (answer.status !== done || 'idempotent-replayed' in answer.headers) {
        throw new Error(`${operation.name} of tenant ${tenant.index}: ${answer.status} ${answer.text}, not ${done}`);
      }
      answers.set(operation.name, answer);
      this.#note(tenant, operation, answer);
    }
    return answers;
  }

  /** Makes tenants’ logs differ in length, so that a cursor of the wrong one is noticed. */
  async lengthen(tenants: readonly Tenant[]): Promise<void> {
    const publish = this.#writes.find(({ opensTo }) => opensTo === 'api-keys');
    if (!publish) throw new Error('nothing is open to API keys');
    await inTurns(tenants, tenants.length, async (tenant) => {
      for (let event = 0; event < tenant.index % LENGTHS; event += 1) {
        const { status, text } = await this.requests.send(publish, tenant.people.owner);
        if (status !== 202) throw new Error(`${publish.name} of tenant ${tenant.index}: ${status} ${text}`);
      }
    });
  }

  #note(tenant: Tenant, { method, path }: Operation, { status, text }: Answer): void {
    if (method === 'DELETE') tenant.made.delete(path.slice(0, path.lastIndexOf('/')));
    if (method !== 'POST' || status !== 201) return;
    const row = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (typeof row['key'] === 'string') tenant.apiKey ??= row['key'];
    const below = this.#writes.flatMap(listsOf).find(([list]) => list === path);
    const id = below && row[idInRows(...below)];
    if (typeof id === 'string') tenant.made.set(path, id);
  }
}
