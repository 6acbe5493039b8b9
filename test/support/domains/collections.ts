import type { Operation } from './operations.js';

/** Rows of a domain that clients can list, read, create and usually update and delete. */
export interface Collection {
  readonly domain: string;
  /** Path of the list: `/finance/revenues`. */
  readonly path: string;
  /** Name of the id, in paths and in rows: `revenueId`. */
  readonly idField: string;
  readonly list: Operation;
  readonly get: Operation;
  readonly create: Operation;
  readonly change: Operation | undefined;
  readonly remove: Operation | undefined;
}

/** Domains without rows that clients create, with the reason. Add new ones here. */
const WITHOUT_ROWS: Readonly<Record<string, string>> = {};

/**
 * Finds a domain's collections by its routes: `GET` and `POST` of a path below `/<domain>`, and `GET` of an item.
 * @throws Error that says what to add when there is none
 */
export function collectionsOf(domain: string, operations: readonly Operation[]): readonly Collection[] {
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  const found = routesOf(domain, operations)
    .filter(({ method, path, body }) => method === 'POST' && body && !path.includes('{'))
    .flatMap((create): Collection[] => {
      const { path } = create;
      const get = operations.find((one) => one.method === 'GET' && itemOf(one.path) === path);
      const list = byName.get(`GET ${path}`);
      const idField = /\{(\w+)\}$/.exec(get?.path ?? '')?.[1];
      if (!get || !list || idField === undefined) return [];
      const [change, remove] = [byName.get(`PATCH ${get.path}`), byName.get(`DELETE ${get.path}`)];
      return [{ domain, path, idField, list, get, create, change, remove }];
    });
  if (found.length === 0 && !(domain in WITHOUT_ROWS)) {
    throw new Error(
      `${domain}: it has no rows to create and read below /${domain}. Add @ResourceRoutes to its controller ` +
        `in src/domains/${domain}/${domain}.controller.ts, or add a line with the reason to WITHOUT_ROWS in ` +
        'test/support/domains/collections.ts.',
    );
  }
  return found;
}

/** Every operation of a domain except the realtime library’s. */
export const routesOf = (domain: string, operations: readonly Operation[]): readonly Operation[] =>
  operations.filter(({ path }) => {
    const [first, second] = path.split('/').slice(1);
    return first === domain && second !== 'realtime' && second !== 'events';
  });

/** `/tasks/{taskId}` → `/tasks`; undefined for any other path. */
const itemOf = (path: string): string | undefined => /^(.+)\/\{\w+\}$/.exec(path)?.[1];

/** Returns the path of a row. */
export const pathOf = ({ path, idField }: Collection, row: unknown): string => {
  const id = (row as Readonly<Record<string, unknown>> | undefined)?.[idField];
  if (typeof id !== 'string') throw new Error(`a row of GET ${path} has no ${idField}, which its path needs`);
  return `${path}/${id}`;
};
