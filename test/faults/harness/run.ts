import { Agent } from 'node:http';
import { Chance } from './chance.ts';
import { check } from './checker.ts';
import type { Violation } from './violation.ts';
import { Reader, type Transport } from './clients/reader.ts';
import { Session } from './clients/session.ts';
import { Writer } from './clients/writer.ts';
import { canHappen, FAULTS } from './faults/actions.ts';
import type { FaultContext } from './faults/context.ts';
import type { Probe, RunHistory, Step } from './history.ts';
import { pause } from './pause.ts';
import type { Fault, FaultKind, Schedule } from './schedule.ts';
import { type Ground, prepareGround } from './world/ground.ts';
import { startEmbeddedWorld } from './world/embedded-world.ts';
import { startPostgresWorld } from './world/postgres-world.ts';
import type { RunFolders } from './world/template.ts';
import type { World } from './world/world.ts';

/** After a fault, every reader must receive new writes within this time, in milliseconds. */
export const SILENCE_BOUND_MS = 20_000;

const ORGS = ['aurora.test', 'borealis.test'] as const;
const WRITERS_PER_ORG = 2;
const WRITERS_PAUSE_MS = 60;

export interface RunResult {
  readonly violations: readonly Violation[];
  /** Cost of each fault; `undefined` where a reader got nothing in time. */
  readonly costs: readonly { readonly kind: FaultKind; readonly ms: number | undefined }[];
  readonly counts: {
    readonly writes: number;
    readonly unknown: number;
    readonly refused: number;
    readonly delivered: number;
    readonly gaps: number;
    readonly lives: number;
  };
  /** Last output of instances that ended by themselves. */
  readonly crashes: readonly string[];
  readonly history: RunHistory;
  /** Faults that this machine cannot cause. */
  readonly skipped: readonly FaultKind[];
}

export interface RunOptions {
  /** A bug planted into the server: see `plants.mjs`. */
  readonly plant?: string;
  /** Receives progress messages. */
  readonly say?: (text: string) => void;
  /** @default {@link SILENCE_BOUND_MS} */
  readonly boundMs?: number;
}

/** Runs one schedule on its own servers and checks the record. */
export async function runSchedule(
  schedule: Schedule,
  templates: RunFolders,
  options: RunOptions = {},
): Promise<RunResult> {
  await templates.of(schedule.database);
  const ground = await prepareGround(schedule, templates);
  try {
    return await runOn(ground, schedule, templates, options);
  } finally {
    // Also of a run that failed: nothing may keep this process alive, or the next runs busy.
    await ground.owned.disposeAsync();
  }
}

async function runOn(
  ground: Ground,
  schedule: Schedule,
  templates: RunFolders,
  { plant, say = () => undefined, boundMs = SILENCE_BOUND_MS }: RunOptions,
): Promise<RunResult> {
  const began = performance.now();
  const clock = (): number => performance.now() - began;
  const start = schedule.database === 'embedded' ? startEmbeddedWorld : startPostgresWorld;
  const world = await start(schedule, ground, templates, clock, plant);
  const clients = new Clients(world, clock, new Chance(schedule.clientSeed));
  const costs: { kind: FaultKind; ms: number | undefined }[] = [];
  const probes: Probe[] = [];
  try {
    await clients.start();
    say(`${seconds(clock())} everything runs`);
    for (const fault of schedule.faults.filter(({ kind }) => canHappen(kind))) {
      await pause(fault.afterMs);
      say(`${seconds(clock())} ${fault.kind}`);
      const since = await happen(fault, clients.context, clock);
      const { probes: made, toldAt } = await probe(clients, clock, boundMs);
      probes.push(...made);
      const ms = toldAt === undefined ? undefined : Math.max(0, toldAt - since);
      costs.push({ kind: fault.kind, ms });
      say(`${seconds(clock())} ${fault.kind} ${ms === undefined ? 'left readers in silence' : `cost ${seconds(ms)}`}`);
      if (ms === undefined) break;
    }
  } finally {
    await clients.stop();
  }
  const lives = await world.end();
  const readers = clients.readers.map(({ history }) => history);
  const writes = clients.writers.flatMap((writer) => writer.writes);
  const history = { lives, writes, readers, probes };
  const steps = readers.flatMap((reader) => reader.steps);
  return {
    violations: check(history),
    costs,
    counts: {
      writes: writes.length,
      unknown: writes.filter(({ outcome }) => outcome === 'unknown').length,
      refused: writes.filter(({ outcome }) => outcome === 'refused').length,
      delivered: steps.filter(({ kind }) => kind === 'event').length,
      gaps: steps.filter(({ kind }) => kind === 'gap').length,
      lives: lives.length,
    },
    crashes: world.instances.flatMap(({ crashes }) => crashes),
    history,
    skipped: schedule.faults.map(({ kind }) => kind).filter((kind) => !canHappen(kind)),
  };
}

/** @returns when the fault’s cost starts to count */
async function happen(fault: Fault, context: FaultContext, clock: () => number): Promise<number> {
  const { act, countedFrom } = FAULTS[fault.kind];
  const started = clock();
  await act(context, fault);
  const ended = clock();
  await context.world.recover();
  return countedFrom === 'start' ? started : ended;
}

/** Writes to every organisation and waits until every reader got the event or a gap, or `boundMs` have passed. */
async function probe(
  clients: Clients,
  clock: () => number,
  boundMs: number,
): Promise<{ readonly probes: readonly Probe[]; readonly toldAt: number | undefined }> {
  const probes: Probe[] = [];
  const times = await Promise.all(
    clients.probers.map(async (prober): Promise<readonly (number | undefined)[]> => {
      const began = clock();
      const { writes, eventIds, head } = await prober.publish(1);
      const [write] = writes;
      if (!write) return [undefined];
      const { org, token } = write;
      const isTaken = head !== undefined;
      probes.push({ org, token, sentAt: began, at: isTaken ? clock() : undefined, withinMs: boundMs });
      if (!isTaken) return [undefined];
      const isTold = (step: Step): boolean =>
        step.kind === 'event'
          ? eventIds.includes(step.eventId)
          : step.kind === 'gap' && step.at > began && step.seq >= head;
      const readers = clients.readers.filter((reader) => reader.org === org);
      return Promise.all(readers.map(async (reader) => (await reader.find(isTold, boundMs))?.at));
    }),
  );
  const told = times.flat().filter((at) => at !== undefined);
  return { probes, toldAt: told.length === times.flat().length ? Math.max(...told) : undefined };
}

/** Readers and writers of a run. */
class Clients {
  readonly readers: Reader[] = [];
  readonly writers: Writer[] = [];
  readonly probers: Writer[] = [];
  readonly #world: World;
  readonly #clock: () => number;
  readonly #chance: Chance;
  readonly #agent = new Agent({ keepAlive: true });
  #context: FaultContext | undefined;

  constructor(world: World, clock: () => number, chance: Chance) {
    this.#world = world;
    this.#clock = clock;
    this.#chance = chance;
  }

  get context(): FaultContext {
    if (!this.#context) throw new Error('the clients have not started yet');
    return this.#context;
  }

  /** Signs everyone in, waits until every reader is connected, and starts the writers. */
  async start(): Promise<void> {
    const urls = this.#world.instances.map(({ url }) => url);
    const bursts: Writer[] = [];
    for (const domain of ORGS) {
      const owner = new Session(`owner@${domain}`, urls);
      const staff = new Session(`staff@${domain}`, urls);
      await Promise.all([owner.signIn(), staff.signIn()]);
      const common = { session: owner, key: await owner.createKey(), urls, clock: this.#clock };
      const writer = (name: string, { user }: Session, agent: Agent | false = this.#agent): Writer => {
        const { propertyIds } = user;
        const own = { chance: this.#chance.fork(), name: `${domain} ${name}`, propertyIds, agent };
        const made = new Writer({ ...common, ...own });
        this.writers.push(made);
        return made;
      };
      for (let number = 0; number < WRITERS_PER_ORG; number += 1)
        writer(`writer ${number}`, owner).start(WRITERS_PAUSE_MS);
      // To a property that everyone sees, and over connections unaffected by faults.
      this.probers.push(writer('probe', staff, false));
      bursts.push(writer('burst', owner));
      this.#readersOf(domain, owner, staff, urls);
    }
    for (const reader of this.readers) reader.start();
    await Promise.all(this.readers.map((reader) => reader.find(() => true, SILENCE_BOUND_MS)));
    this.#context = { world: this.#world, readers: this.readers, bursts, chance: this.#chance.fork() };
  }

  async stop(): Promise<void> {
    await Promise.all(this.writers.map((writer) => writer.stop()));
    await Promise.all(this.readers.map((reader) => reader.close()));
    this.#agent.destroy();
  }

  #readersOf(domain: string, owner: Session, staff: Session, urls: readonly string[]): void {
    const { propertyIds } = staff.user;
    const add = (session: Session, transport: Transport, sight: object, what: string): void => {
      const name = `${domain} ${what} ${transport}`;
      const options = { name, transport, session, urls, clock: this.#clock, ...sight };
      this.readers.push(new Reader(options, this.#chance.between(0, urls.length - 1)));
    };
    for (const transport of ['stream', 'gzip', 'poll'] as const) add(owner, transport, {}, 'owner');
    add(staff, 'stream', { domains: ['properties', 'tasks', 'users'], propertyIds }, 'staff');
    add(staff, 'poll', { domains: ['tasks'], propertyIds }, 'staff');
  }
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
