import type { SqlWrite, SqlWriteShape } from '@bellhop/realtime';
import type { Requirement } from '../database/requirement.js';
import type { RowWrite } from '../database/row-writes.js';

/** Result of a plan's statement: which requirements were met and which writes were done. */
export interface PlanResult {
  readonly met: readonly boolean[];
  readonly done: readonly boolean[];
}

/** A plan as one statement: its requirements, then its writes, each only if everything before it succeeded. */
export interface PlanStatement extends SqlWrite {
  readonly shape: SqlWriteShape & {
    /** The statement on its own, for a transaction that logs its events itself. */
    readonly text: string;
  };
}

/** One per kind of plan: a few for each route that writes. */
const shapes = new Map<string, PlanStatement['shape']>();

export function statementOf(requirements: readonly Requirement[], writes: readonly RowWrite[]): PlanStatement {
  const id = `${requirements.map(({ template }) => template.id).join()}:${writes.map(({ template }) => template.id).join()}`;
  let shape = shapes.get(id);
  if (!shape) shapes.set(id, (shape = compose(requirements, writes)));
  const params: unknown[] = [];
  for (const part of requirements) params.push(...part.params);
  for (const part of writes) params.push(...part.params);
  return { shape, params };
}

/** @param row as the statement returns it */
export function resultOf(row: { readonly met: string; readonly done: string }): PlanResult {
  const flags = (text: string): boolean[] => [...text].map((flag) => flag === '1');
  return { met: flags(row.met), done: flags(row.done) };
}

function compose(requirements: readonly Requirement[], writes: readonly RowWrite[]): PlanStatement['shape'] {
  let parameters = 0;
  const expressions: string[] = [];
  const add = (name: string, { template }: Requirement | RowWrite, source: string): string => {
    const offset = parameters;
    parameters += template.parameters;
    expressions.push(`${name} as (${template.render((n) => `$${offset + n}`, source)})`);
    return name;
  };
  const met = requirements.map((requirement, index) => add(`required_${index}`, requirement, ''));
  const all = met.map((name) => `exists (select from ${name})`).join(' and ');
  expressions.push(`ready as (select 1 as one${all === '' ? '' : ` where ${all}`})`);
  const done: string[] = [];
  for (const [index, write] of writes.entries()) done.push(add(`write_${index}`, write, done.at(-1) ?? 'ready'));
  const result = `${flagsOf(met)} as met, ${flagsOf(done)} as done`;
  const text = `with ${expressions.join(', ')} select ${result}`;
  return { expressions: expressions.join(', '), parameters, written: done.at(-1) ?? 'ready', result, text };
}

/** One character per expression: `1` if it has a row. */
const flagsOf = (names: readonly string[]): string =>
  names.length === 0
    ? "''"
    : names.map((name) => `case when exists (select from ${name}) then '1' else '0' end`).join(' || ');
