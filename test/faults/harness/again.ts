import type { Wanted } from './schedule.ts';

/** The command that runs a seed again as it was run. */
export function againCommand(seed: number, { database, instances, faults }: Wanted, plant?: string): string {
  const options = [
    `--seed=${seed}`,
    ...(database ? [`--database=${database}`] : []),
    ...(instances !== undefined ? [`--instances=${instances}`] : []),
    ...(faults ? [`--fault=${faults.join(',')}`] : []),
    ...(plant !== undefined ? [`--plant=${plant}`] : []),
  ];
  return `npm run faults -- ${options.join(' ')}`;
}
