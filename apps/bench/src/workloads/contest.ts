import type { StreamServer } from '../servers/stream-server.ts';
import type { Bench } from './workload.ts';

/** The servers of a workload that are there, all up at once: who is not measured is idle. */
export class Contest {
  readonly servers: readonly StreamServer[];

  private constructor(servers: readonly StreamServer[]) {
    this.servers = servers;
  }

  /** Starts them; one that is not there becomes an absence in the results. */
  static async start({ kinds, results, say }: Bench, workload: string): Promise<Contest> {
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
    return new Contest(servers);
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
  }
}
