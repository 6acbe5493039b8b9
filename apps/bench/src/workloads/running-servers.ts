import type { StreamServer } from '../servers/stream-server.ts';
import type { Bench } from './workload.ts';

/** The available servers of a workload, all running at once: those not measured are idle. */
export class RunningServers {
  readonly servers: readonly StreamServer[];

  private constructor(servers: readonly StreamServer[]) {
    this.servers = servers;
  }

  /** Starts the servers; a missing one is recorded as an absence. */
  static async start({ kinds, results, say }: Bench, workload: string): Promise<RunningServers> {
    const servers: StreamServer[] = [];
    for (const kind of kinds) {
      const why = await kind.absence();
      if (why !== undefined) {
        results.absent(workload, kind.name, why);
        continue;
      }
      say(`start ${kind.name}`);
      servers.push(await kind.start());
    }
    return new RunningServers(servers);
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
  }
}
