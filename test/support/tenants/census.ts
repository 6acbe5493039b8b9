import type { LogPosition } from '@bellhop/realtime';
import type { Database } from '../../../src/platform/database/database.js';
import type { Tenant } from './founding.js';

/** An id with its owner and kind. */
export interface Owned {
  readonly id: string;
  /** Index; -1 for organisations outside the test. */
  readonly tenant: number;
  /** Its table and column, such as `tasks.task_id`. */
  readonly kind: string;
}

/** Tables without an organisation of their own, or with one through another row. Add new ones here. */
const WITHOUT_ORG: Readonly<Record<string, string>> = {
  realtime_log: 'the life of the log',
  realtime_retention: 'what the log keeps',
  realtime_schema: 'versions of the schema',
  realtime_subscriptions: 'subscribers of the server',
  realtime_session_cursors: 'by session',
  scheduled_work: 'work of the server',
  schema_migrations: 'versions of the schema',
  tickets: 'by session',
};

/** The last use of a key, which changes with every publish. */
const VOLATILE = ['last_used_at'];

export const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Everything stored of the tenants, table by table, whatever the domain. */
export class Census {
  readonly #byId: ReadonlyMap<string, Owned>;
  readonly #byTenant = new Map<number, Owned[]>();

  private constructor(ids: readonly Owned[]) {
    this.#byId = new Map(ids.map((owned) => [owned.id, owned]));
    for (const owned of this.#byId.values()) {
      this.#byTenant.set(owned.tenant, [...(this.#byTenant.get(owned.tenant) ?? []), owned]);
    }
  }

  /** Reads every id in the rows of any organisation. */
  static async take(database: Database, tenants: readonly Tenant[]): Promise<Census> {
    const index = new Map(tenants.map((tenant) => [tenant.orgId, tenant.index]));
    const ids: Owned[] = [];
    for (const { table, orgId, row } of await rowsOf(database)) {
      const tenant = index.get(orgId) ?? -1;
      for (const [column, value] of Object.entries(row)) {
        const kind = `${table}.${column}`;
        for (const [id] of JSON.stringify(value).matchAll(UUID)) ids.push({ id: id.toLowerCase(), tenant, kind });
      }
    }
    // References contain the id too; the row’s own table, which holds it in its own column, must win.
    return new Census(ids.sort((a, b) => rank(a.kind) - rank(b.kind)));
  }

  get size(): number {
    return this.#byId.size;
  }

  whose(id: string): number | undefined {
    return this.#byId.get(id.toLowerCase())?.tenant;
  }

  /** Every id of a tenant. */
  of(tenant: number): readonly Owned[] {
    return this.#byTenant.get(tenant) ?? [];
  }

  /** @param most how many ids of a kind at most */
  someOfEach(tenant: number, most: (kind: string) => number): readonly Owned[] {
    const byKind = Map.groupBy(this.of(tenant), ({ kind }) => kind);
    return [...byKind].flatMap(([kind, those]) => those.slice(0, most(kind)));
  }

  /** Kinds of ids that a tenant has. */
  kinds(tenant: number): ReadonlySet<string> {
    return new Set(this.of(tenant).map(({ kind }) => kind));
  }

  /** An unused id that sorts next to `id`. */
  nobodysBeside(id: string): string {
    const [head, last] = [id.slice(0, -1), id.slice(-1)];
    const free = [...'0123456789abcdef'].find((digit) => digit !== last && !this.#byId.has(head + digit));
    if (free === undefined) throw new Error(`every id next to ${id} is used`);
    return head + free;
  }
}

/** The highest rank wins: references first, the table named after the column last. */
function rank(kind: string): number {
  const [table = '', column = ''] = kind.split('.');
  if (!/(?:^|_)id$/.test(column)) return 0;
  return table.includes(column.replace(/_?id$/, '').replace(/y$/, '')) || column === 'id' ? 2 : 1;
}

interface StoredRow {
  readonly table: string;
  readonly orgId: string;
  readonly row: Readonly<Record<string, unknown>>;
}

async function rowsOf(database: Database): Promise<readonly StoredRow[]> {
  const rows: StoredRow[] = [];
  for (const table of await tenantTables(database)) {
    const found = await database.query<{ org_id: string; row: Readonly<Record<string, unknown>> }>(
      `select org_id::text as org_id, to_jsonb(t) as row from "${table}" t where org_id is not null`,
      [],
    );
    rows.push(...found.map(({ org_id, row }) => ({ table, orgId: org_id, row })));
  }
  return rows;
}

async function tenantTables(database: Database): Promise<readonly string[]> {
  const tables = await database.query<{ name: string; has_org: boolean }>(
    `select table_name as name, bool_or(column_name = 'org_id') as has_org from information_schema.columns
     where table_schema = 'public' and table_name not in (select relname from pg_class where relispartition)
     group by table_name order by table_name`,
    [],
  );
  const strange = tables.filter(({ name, has_org }) => has_org === name in WITHOUT_ORG).map(({ name }) => name);
  if (strange.length > 0) {
    throw new Error(
      `${strange.join(', ')}: tenant rows need an org_id; name tables without one in WITHOUT_ORG of test/support/tenants/census.ts`,
    );
  }
  return tables.filter(({ has_org }) => has_org).map(({ name }) => name);
}

/** Digests of the stored rows by table and organisation. */
export async function digests(database: Database): Promise<Readonly<Record<string, string>>> {
  const all: [string, string][] = [];
  for (const table of await tenantTables(database)) {
    const found = await database.query<{ org_id: string; digest: string }>(
      `select org_id::text as org_id, md5(string_agg((to_jsonb(t) - $1::text[])::text, ',' order by to_jsonb(t)::text))
         as digest from "${table}" t where org_id is not null group by org_id`,
      [VOLATILE],
    );
    all.push(...found.map(({ org_id, digest }): [string, string] => [`${table} of ${org_id}`, digest]));
  }
  return Object.fromEntries(all);
}

/** Heads of the organisations’ logs, and the log’s epoch. */
export async function logHeads(
  database: Database,
): Promise<{ readonly epoch: string; readonly heads: ReadonlyMap<string, LogPosition> }> {
  const [log] = await database.query<{ epoch: string }>('select epoch from realtime_log', []);
  const rows = await database.query<{ org_id: string; head: string; mark: number }>(
    'select org_id, head, mark from realtime_heads',
    [],
  );
  const heads = new Map(rows.map(({ org_id, head, mark }) => [org_id, { seq: Number(head), mark }]));
  return { epoch: log?.epoch ?? '', heads };
}
