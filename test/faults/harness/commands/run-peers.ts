import { bellhop } from '../../peers/bellhop.ts';
import { measure, PEER_FAULTS, type PeerCost } from '../../peers/measure.ts';
import { nchan } from '../../peers/nchan.ts';
import { socketIo } from '../../peers/socket-io.ts';
import type { Request } from '../arguments.ts';
import { markdownTable } from '../markdown-table.ts';
import { print, renewSection } from './output.ts';

const PEERS = [bellhop, socketIo, nchan];

const TITLES = {
  kill: 'the server is killed and restarted',
  cut: 'every link is cut for 2 s',
  asleep: 'the clients sleep for 5 s, and wake without their links',
  slow: 'the clients stop reading while 12 MB are sent to them',
} as const;

/** Runs every server through the same faults. */
export async function runPeers({ write }: Request): Promise<boolean> {
  const rows: string[][] = [];
  const absences: string[] = [];
  for (const { name, absence } of PEERS) {
    const why = absence();
    if (why !== undefined) absences.push(`${name} is left out: ${why}.`);
  }
  for (const why of absences) print(why);
  const present = PEERS.filter(({ absence }) => absence() === undefined);
  for (const fault of PEER_FAULTS) {
    const row = [TITLES[fault] as string];
    for (const peer of present) {
      const cost = await measure(peer, fault);
      print(`${peer.name.padEnd(10)} ${TITLES[fault]}: ${shown(cost)}`);
      row.push(shown(cost));
    }
    rows.push(row);
  }
  const table = markdownTable(['what happens', ...present.map(({ name }) => name)], rows);
  print(`\n${table}`);
  if (write) renewSection('peers', [table, ...absences].join('\n\n'));
  return true;
}

function shown({ ms, lost, due }: PeerCost): string {
  return ms === undefined ? `${lost} of ${due} never arrived` : `${(ms / 1_000).toFixed(1)} s`;
}
