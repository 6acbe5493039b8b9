import { measureDelivery } from './delivery.ts';
import { bellhopKind, withHints } from '../servers/bellhop/bellhop-kind.ts';
import { QUIET_ORG } from '../servers/bellhop/tenants.ts';
import type { Workload } from './workload.ts';

const STREAMS = 1_000;
/** 30,000 deliveries per second keep the slowest peer below a full core, so that nothing queues. */
const PER_SECOND = 30;
const PUBLICATIONS = 75;

/**
 * 1,000 streams in one org. Bellhop runs four times: delivery only, the same without the native part, with a
 * transaction per event, and with ephemeral events.
 */
export const fanOut: Workload = {
  name: 'fanout',
  title: `${STREAMS.toLocaleString('en')} streams in one org`,
  run: (bench) => {
    const { database, effort } = bench;
    const published = bellhopKind(database, { name: 'Bellhop, each event committed' });
    const ephemeral = bellhopKind(database, { name: 'Bellhop, each event ephemeral', events: 'ephemeral' });
    const throughNode = bellhopKind(database, {
      name: "Bellhop, through Node's sockets",
      events: 'hinted',
      nativeWrites: false,
    });
    const kinds = [...withHints(bench.kinds, database), throughNode, published, ephemeral];
    return measureDelivery(
      { ...bench, kinds },
      {
        workload: 'fanout',
        places: Array.from({ length: STREAMS }, (_, index) => ({ org: 0, index })),
        orgs: [0],
        quietOrgs: [QUIET_ORG],
        rounds: 5,
        alsoAtHalfRate: effort.rounds > 1,
        perSecond: PER_SECOND,
        publications: Math.ceil(PUBLICATIONS * effort.scale),
      },
    );
  },
};
