import type { CpuProfile, ProfileNode } from '../measure/cpu-profile.ts';
import { inShort } from './table.ts';

/** Time of a thread in microseconds. */
export interface ProfileTimes {
  /** By package or folder; time in Node and V8 belongs to the caller. */
  readonly owners: ReadonlyMap<string, number>;
  /** Self time by function, with its owner when that differs from the function’s place. */
  readonly functions: ReadonlyMap<string, number>;
  /** Idle time. */
  readonly idle: number;
}

const IDLE = '(idle)';
/** Time without a caller: the event loop, reading from sockets, V8’s own work. */
const NODE = 'Node';

/** @param root path of the project’s folder */
export function timesOf({ nodes, samples, timeDeltas }: CpuProfile, root: string): ProfileTimes {
  const places = placesOf(nodes, root);
  const owners = new Map<string, number>();
  const functions = new Map<string, number>();
  let idle = 0;
  samples.forEach((id, index) => {
    // A sample stands for the time until the next one.
    const time = timeDeltas[index + 1] ?? 0;
    const place = places.get(id);
    if (!place) return;
    if (place.name === IDLE) {
      idle += time;
      return;
    }
    add(owners, place.owner, time);
    add(functions, place.name, time);
  });
  return { owners, functions, idle };
}

interface Place {
  readonly owner: string;
  readonly name: string;
}

function placesOf(nodes: readonly ProfileNode[], root: string): Map<number, Place> {
  const nodeOf = new Map(nodes.map((node) => [node.id, node]));
  const callerOf = new Map<number, number>();
  for (const { id, children = [] } of nodes) for (const child of children) callerOf.set(child, id);
  const ownerOf = (node: ProfileNode): string => {
    const { functionName, url } = node.callFrame;
    const group = groupOf(url, root);
    if (group !== undefined) return group;
    if (url === '' && functionName.startsWith('(') && functionName !== '(root)') return functionName;
    const caller = nodeOf.get(callerOf.get(node.id) ?? -1);
    return caller ? ownerOf(caller) : NODE;
  };
  return new Map(nodes.map((node) => [node.id, { owner: ownerOf(node), name: nameOf(node, ownerOf(node), root) }]));
}

const add = (sums: Map<string, number>, key: string, value: number): void =>
  void sums.set(key, (sums.get(key) ?? 0) + value);

/** Deep enough to distinguish domains and parts of the platform. */
const FOLDERS = 3;

/** Returns the package, or the project folder in the sources; undefined for Node’s and V8’s own code. */
export function groupOf(url: string, root: string): string | undefined {
  if (url === '' || url.startsWith('node:')) return undefined;
  const path = url.replace(/^file:\/\//, '');
  const [, named] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  if (named !== undefined) return named;
  if (!path.startsWith(`${root}/`)) return undefined;
  const folders = inSources(path.slice(root.length + 1))
    .split('/')
    .slice(0, -1);
  return folders.slice(0, FOLDERS).join('/');
}

const inSources = (path: string): string =>
  path.replace(/^dist\//, 'src/').replace(/^libs\/([^/]+)\/dist\//, 'libs/$1/');

function nameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode, owner: string, root: string): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name === owner ? name : `${name}  for ${owner}`;
  const path = url.replace(/^file:\/\//, '');
  const place = path.startsWith(`${root}/`) ? inSources(path.slice(root.length + 1)) : path;
  return `${name}  ${place.replace(/^.*node_modules\//, '')}:${lineNumber + 1}`;
}

/** Profile of one kind of request. */
export interface RequestProfile {
  readonly title: string;
  readonly times: ProfileTimes;
  /** CPU time of the sampled thread, microseconds per request; samples also count time spent waiting for the core. */
  readonly mainThread: number;
  /** The same for all other threads: V8’s, Node’s and the embedded database’s. */
  readonly otherThreads: number;
}

/**
 * Rows sorted by time, each with its part of a request.
 * @param cpu of a request, in microseconds
 */
export function profileRows(times: ReadonlyMap<string, number>, cpu: number, most: number): string[][] {
  const total = totalOf(times);
  const rows = [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([name, time]) => [inShort((cpu * time) / total), `${((100 * time) / total).toFixed(1)} %`, name]);
  return [['us per request', 'share', ''], ...rows, [inShort(cpu), '100 %', 'total']];
}

/** Names of a request’s parts with their owners; the first match wins. */
const PARTS: readonly (readonly [title: string, owner: RegExp])[] = [
  ['garbage collection in the main thread', /^\(garbage collector\)$/],
  ['Node: event loop, reading from sockets', /^(Node|\(program\))$/],
  [
    'HTTP: Fastify, writing the response',
    /^(fastify|@fastify\/.*|find-my-way|fast-.*|secure-json-parse|light-my-request|avvio)$/,
  ],
  ['Nest: routing, guards, interceptors', /^(@nestjs\/.*|rxjs|reflect-metadata|iterare|tslib)$/],
  ['validation', /^(class-validator|class-transformer|validator|libphonenumber-js)$/],
  ['authentication and limits', /^(src\/platform\/(auth|access|accounts|api-keys|tenancy|limits).*|jose|lru-cache)$/],
  [
    'log line and metrics',
    /^(pino|sonic-boom|safe-stable-stringify|on-exit-leak-free|prom-client|src\/platform\/telemetry|libs\/realtime\/metrics)$/,
  ],
  ['building statements', /^drizzle-orm$/],
  [
    'database driver, writing to its socket',
    /^(pg|pg-.*|postgres-.*|split2|pgpass|@electric-sql\/.*|src\/platform\/database)$/,
  ],
  ['events, log and streams', /^libs\/realtime/],
  ['the rest of Bellhop: bodies, problems, domains', /^(src|libs)\//],
];
const REST = 'other packages';
const OTHER_THREADS = 'other threads: GC, compilation, files, embedded database';

/** CPU time of each part for each kind of request, in microseconds. */
export function partRows(profiles: readonly RequestProfile[]): string[][] {
  const columns = profiles.map(({ times, mainThread, otherThreads }) => {
    const scale = mainThread / totalOf(times.owners);
    const column = new Map([[OTHER_THREADS, otherThreads]]);
    for (const [owner, time] of times.owners) {
      add(column, PARTS.find(([, pattern]) => pattern.test(owner))?.[0] ?? REST, time * scale);
    }
    return column;
  });
  const titles = [...PARTS.map(([title]) => title), REST, OTHER_THREADS];
  return [
    ['µs per request', ...profiles.map(({ title }) => title)],
    ...titles.map((title) => [title, ...columns.map((column) => String(Math.round(column.get(title) ?? 0)))]),
    ['total', ...columns.map((column) => String(Math.round(totalOf(column))))],
  ];
}

const totalOf = (times: ReadonlyMap<string, number>): number =>
  [...times.values()].reduce((sum, time) => sum + time, 0);
