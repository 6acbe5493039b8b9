import type { Wanted } from './schedule.ts';

/** Returns the command that repeats a seed’s run. */
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
