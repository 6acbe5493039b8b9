import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../../../../../tools/lib/project.mjs';
import { cpuOf, cpuOfMainThread } from '../../measure/cpu.ts';
import { partRows, profileRows as rowsOfProfile, type RequestProfile, timesOf } from '../../report/profile.ts';
import { inShort, textTable } from '../../report/table.ts';
import type { Bench } from '../workload.ts';
import { openAndClose } from './opening.ts';
import { ask } from './row.ts';
import { rowsOf } from './rows.ts';
import type { BellhopSide, ChangeServers } from './servers.ts';

const FOLDER = inProject('.cache/bench');
const WARM_UP_MS = 8_000;
const MEASURED_MS = 4_000;
const PROFILED_MS = 6_000;
const OPENINGS = 3;
const GROUPS = 30;
const FUNCTIONS = 40;

/** Runs a row’s requests; returns their number. */
type Work = (ms: number) => Promise<number>;

/** Prints where rows spend their time in Bellhop’s main thread, on each database used by a row. */
export async function profileRows(bench: Bench, servers: ChangeServers, names: readonly string[]): Promise<void> {
  const { bellhop, embedded } = servers;
  const profiles: RequestProfile[] = [];
  for (const name of names) {
    const onPostgres = await profileOn(bench, servers, bellhop, name);
    const inFile = await profileOn(bench, servers, embedded, name);
    if (onPostgres) profiles.push({ ...onPostgres, title: name });
    if (inFile) profiles.push({ ...inFile, title: `${name}, embedded` });
  }
  for (const { title, times, mainThread, otherThreads } of profiles) {
    console.log(`\n${title}: by package or folder, with what Node does for it`);
    console.log(textTable(rowsOfProfile(times.owners, mainThread, GROUPS)));
    console.log(`\n${title}: by function\n${textTable(rowsOfProfile(times.functions, mainThread, FUNCTIONS))}`);
    console.log(`\n  other threads ${inShort(otherThreads)} us per request; idle ${inShort(times.idle / 1000)} ms`);
  }
  bench.results.parts = partRows(profiles);
  console.log(`\n${textTable(bench.results.parts)}\n\n  ${FOLDER}/*.cpuprofile`);
}

async function profileOn(
  { say }: Bench,
  servers: ChangeServers,
  side: BellhopSide,
  name: string,
): Promise<Omit<RequestProfile, 'title'> | undefined> {
  const work = await workOf(servers, side, name);
  if (!work) return undefined;
  const { server } = side;
  say(`${server.name}, ${name}: warm-up`);
  await work(WARM_UP_MS);
  say(`${server.name}, ${name}: profile`);
  // Separate from sampling, which costs the sampled thread a few percent and keeps another thread busy.
  const [main, all] = [cpuOfMainThread(server.pid), cpuOf(server.pids)];
  const requests = await work(MEASURED_MS);
  const mainThread = (cpuOfMainThread(server.pid) - main) / requests;
  const otherThreads = (cpuOf(server.pids) - all) / requests - mainThread;
  const { profile } = await server.profile(() => work(PROFILED_MS));
  mkdirSync(FOLDER, { recursive: true });
  const database = side === servers.bellhop ? 'postgresql' : 'embedded';
  writeFileSync(join(FOLDER, `${name}-${database}.cpuprofile`), JSON.stringify(profile));
  return { times: timesOf(profile, inProject()), mainThread, otherThreads };
}

/** @returns undefined when this side has no part in the row */
async function workOf(servers: ChangeServers, side: BellhopSide, name: string): Promise<Work | undefined> {
  if (name === 'opening') {
    return async () => {
      let opened = 0;
      for (let round = 0; round < OPENINGS; round += 1) opened += (await openAndClose(side)).streams;
      return opened;
    };
  }
  const row = rowsOf(servers).find((one) => one.name === name);
  const contender = row?.contenders.find(({ server }) => server === side.server.name);
  if (!contender) return undefined;
  await row?.prepare?.();
  return async (ms) => (await ask(contender, { ms })).requests;
}
