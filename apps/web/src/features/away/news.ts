import type { AwaySummary } from '@bellhop/hotel';

/** One thing that happened: what to say, and the list that shows it. */
export type News =
  | { readonly says: 'tasks' | 'assigned'; readonly count: number }
  | {
      readonly says: 'revenues' | 'expenses';
      readonly sums: readonly { readonly currency: string; readonly amountMinor: number }[];
    }
  | { readonly says: 'others'; readonly kind: string; readonly count: number };

/** Puts a summary in the order in which it is told: work, money, everything else, and what is one's own. */
export function newsOf({ added, assigned }: AwaySummary): readonly News[] {
  const of = (kind: string) => added.filter((one) => one.kind === kind);
  const others = added.filter(({ kind }) => !['task', 'revenue', 'expense'].includes(kind));
  const given = assigned.reduce((sum, { rows }) => sum + rows, 0);
  return [
    ...of('task').map(({ rows }) => ({ says: 'tasks' as const, count: rows })),
    ...of('revenue').map(({ sums }) => ({ says: 'revenues' as const, sums })),
    ...of('expense').map(({ sums }) => ({ says: 'expenses' as const, sums })),
    ...others.map(({ kind, rows }) => ({ says: 'others' as const, kind, count: rows })),
    ...(given > 0 ? [{ says: 'assigned' as const, count: given }] : []),
  ];
}
