import { type ChildProcess, execFileSync, spawn } from 'node:child_process';

/** A test’s own host on this machine: a network namespace with a cable that can be pulled. */
export interface RemoteHost {
  /** This machine’s address as seen by the host. */
  readonly gateway: string;
  /** Runs a program on the host. */
  run(command: string, args: readonly string[]): ChildProcess;
  /** From now on nothing passes, without notice to either side. */
  pullCable(): void;
  remove(): void;
}

const NETWORKS = 4_000;
const TAKEN = /File exists|already exists/;

/** Creates a host. @throws Error where the machine does not permit it */
export function makeHost(): RemoteHost {
  for (let number = process.pid % NETWORKS, tries = 1; ; number = (number + 1) % NETWORKS, tries += 1) {
    try {
      return makeNumbered(number);
    } catch (error) {
      // Another run of the tests uses this number, or left it behind.
      if (!(error instanceof Error && TAKEN.test(error.message)) || tries === NETWORKS) throw error;
    }
  }
}

function makeNumbered(number: number): RemoteHost {
  const id = number.toString(36);
  const [space, here, there] = [`bellhop-${id}`, `bh${id}a`, `bh${id}b`];
  // A network of four addresses in the range reserved for network tests (RFC 2544).
  const base = number * 4;
  const network = `198.18.${Math.floor(base / 256) % 256}`;
  const [gateway, address] = [`${network}.${(base % 256) + 1}`, `${network}.${(base % 256) + 2}`];
  const ip = (...args: string[]): void => void execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });

  ip('netns', 'add', space);
  try {
    ip('link', 'add', here, 'type', 'veth', 'peer', 'name', there);
    ip('link', 'set', there, 'netns', space);
    ip('addr', 'add', `${gateway}/30`, 'dev', here);
    ip('link', 'set', here, 'up');
    ip('-n', space, 'addr', 'add', `${address}/30`, 'dev', there);
    ip('-n', space, 'link', 'set', there, 'up');
  } catch (error) {
    ip('netns', 'del', space);
    throw error;
  }
  return {
    gateway,
    run: (command, args) =>
      spawn('ip', ['netns', 'exec', space, command, ...args], { stdio: ['ignore', 'pipe', 'ignore'] }),
    // Takes the far end down; here the cable still looks connected.
    pullCable: () => ip('-n', space, 'addr', 'flush', 'dev', there),
    remove: () => {
      ip('link', 'del', here);
      ip('netns', 'del', space);
    },
  };
}

/** Whether this machine permits it: it needs Linux, root and iproute2. */
export function canMakeHosts(): boolean {
  try {
    makeHost().remove();
    return true;
  } catch {
    return false;
  }
}
