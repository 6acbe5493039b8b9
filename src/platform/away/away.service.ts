import type { AwaySummary } from '@bellhop/hotel';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../access/principal.js';
import { Database } from '../database/database.js';
import { StatementsByKinds } from '../database/statements-by-kinds.js';
import { invalidField } from '../http/problem.js';
import { Resources } from '../resources/resources.js';
import { reachOf } from '../tenancy/row-audience.js';
import { visibleIds } from '../tenancy/visible.js';
import { awayStatement, type CountedRows, givenTo } from './away-statement.js';
import type { AwayQuery } from './away.query.js';

type Added = AwaySummary['added'][number];

/** Sums up what others did while somebody was away. */
@Injectable()
export class AwayService {
  readonly #statements = new StatementsByKinds(awayStatement);

  constructor(
    private readonly database: Database,
    private readonly resources: Resources,
  ) {}

  /** Counts rows of every kind that the reader may see, between two moments that are given in seconds before now. */
  async summary(principal: Principal, { from, to }: AwayQuery): Promise<AwaySummary> {
    if (to >= from) throw invalidField('to', 'must be less than `from`');
    const { orgId, userId, role } = principal;
    const kinds = this.resources.all
      .filter(({ domain }) => domain.roles?.has(role) ?? true)
      .map((kind) => ({ ...kind, reach: reachOf(principal, kind) }));
    const statement = this.#statements.for(kinds);
    const who = { orgId, reader: userId, visible: visibleIds(principal) };
    const params = statement.fill({ ...who, from, to, toReader: givenTo(userId) });
    const counted = (await this.database.run(statement.text, params, 'object')) as readonly CountedRows[];
    const rows = counted.filter((row) => row.rows !== '0');
    return {
      added: kinds.flatMap(({ name }) => addedOf(name, ofPart(rows, 'added'))).sort(byRows),
      assigned: ofPart(rows, 'assigned').map(({ kind, rows: count }) => ({ kind, rows: Number(count) })),
    };
  }
}

/** Most rows first; the order in which domains have started means nothing. */
const byRows = (a: Added, b: Added): number => b.rows - a.rows || (a.kind < b.kind ? -1 : 1);

/** Adds the rows of one kind up over all currencies, and keeps their amounts apart. */
function addedOf(kind: string, counted: readonly CountedRows[]): readonly Added[] {
  const those = counted.filter((row) => row.kind === kind);
  if (those.length === 0) return [];
  const sums = those.flatMap(({ currency, amount }) =>
    currency === null ? [] : [{ currency, amountMinor: Number(amount) }],
  );
  return [
    {
      kind,
      rows: those.reduce((sum, row) => sum + Number(row.rows), 0),
      sums: sums.sort((a, b) => (a.currency < b.currency ? -1 : 1)),
    },
  ];
}

const ofPart = (rows: readonly CountedRows[], part: CountedRows['part']) => rows.filter((row) => row.part === part);
