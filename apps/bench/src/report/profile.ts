import type { CpuProfile, ProfileNode } from '../measure/cpu-profile.ts';
import { inShort } from './table.ts';

/** Self time of functions, and of what they belong to. */
export interface SelfTimes {
  /** Microseconds by package or folder. */
  readonly groups: ReadonlyMap<string, number>;
  /** Microseconds by function and where it stands. */
  readonly functions: ReadonlyMap<string, number>;
  /** Microseconds that nothing was to do. */
  readonly idle: number;
}

const IDLE = '(idle)';

/** @param root the project's folder, as a path */
export function selfTimes({ nodes, samples, timeDeltas }: CpuProfile, root: string): SelfTimes {
  const nodeOf = new Map(nodes.map((node) => [node.id, node]));
  const groups = new Map<string, number>();
  const functions = new Map<string, number>();
  let idle = 0;
  samples.forEach((id, index) => {
    // A sample stands for the time until the next one.
    const time = timeDeltas[index + 1] ?? 0;
    const node = nodeOf.get(id);
    if (!node) return;
    if (node.callFrame.functionName === IDLE) {
      idle += time;
      return;
    }
    add(groups, groupOf(node, root), time);
    add(functions, nameOf(node, root), time);
  });
  return { groups, functions, idle };
}

const add = (sums: Map<string, number>, key: string, value: number): void =>
  void sums.set(key, (sums.get(key) ?? 0) + value);

/** Deep enough to tell a domain from another and a part of the platform from its neighbour. */
const FOLDERS = 3;

/** A package, a folder of the project (as its sources have it), or a module of Node's. */
export function groupOf({ callFrame: { functionName, url } }: ProfileNode, root: string): string {
  if (url === '') return functionName.startsWith('(') ? functionName : '(native functions)';
  const path = url.replace(/^file:\/\//, '');
  const [, named] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  if (named !== undefined) return named;
  if (!path.startsWith(`${root}/`)) return path.split('/').slice(0, 2).join('/');
  const folders = inSources(path.slice(root.length + 1))
    .split('/')
    .slice(0, -1);
  return folders.slice(0, FOLDERS).join('/');
}

const inSources = (path: string): string =>
  path.replace(/^dist\//, 'src/').replace(/^libs\/([^/]+)\/dist\//, 'libs/$1/');

function nameOf(node: ProfileNode, root: string): string {
  const { functionName, url, lineNumber } = node.callFrame;
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  const path = url.replace(/^file:\/\//, '');
  const place = path.startsWith(`${root}/`) ? inSources(path.slice(root.length + 1)) : path;
  return `${name}  ${place.replace(/^.*node_modules\//, '')}:${lineNumber + 1}`;
}

/**
 * The largest first, each with what it takes of a request.
 * @param requests that were served meanwhile
 */
export function profileRows(times: ReadonlyMap<string, number>, requests: number, most: number): string[][] {
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  const rows = [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([name, time]) => [inShort(time / requests), `${((100 * time) / total).toFixed(1)} %`, name]);
  return [['us a request', 'share', ''], ...rows, [inShort(total / requests), '100 %', 'all']];
}
