import { HELP, parseArguments, type Request } from './arguments.ts';
import { print } from './commands/output.ts';
import { runPeers } from './commands/run-peers.ts';
import { runPlants } from './commands/run-plants.ts';
import { runSeeds } from './commands/run-seeds.ts';
import { PLANTS } from './plants.mjs';
import { FAULT_KINDS } from './schedule.ts';

/** @returns whether all went well */
async function run(request: Request): Promise<boolean> {
  if (request.help) print(HELP);
  else if (request.list) print(`faults: ${FAULT_KINDS.join(', ')}\nplants: ${PLANTS.join(', ')}`);
  else if (request.peers) return runPeers(request);
  else if (request.plant === 'all') return runPlants();
  else return runSeeds(request);
  return true;
}

try {
  process.exitCode = (await run(parseArguments(process.argv.slice(2)))) ? 0 : 1;
} catch (error) {
  print(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
