import { measureDelivery } from './delivery.ts';
import { withHints } from '../servers/bellhop/bellhop-kind.ts';
import { QUIET_ORG } from '../servers/bellhop/tenants.ts';
import type { Workload } from './workload.ts';

const STREAMS = 1_000;
const EVENTS = 50;
const BURSTS = 5;

/**
 * 50 events at once to 1,000 streams of one org. Peers get 50 requests at once; Bellhop is told of 50 events at once, as
 * by a batch or by another instance.
 */
export const burst: Workload = {
  name: 'burst',
  title: `bursts of ${EVENTS} events to ${STREAMS.toLocaleString('en')} streams`,
  run: (bench) => {
    const kinds = withHints(bench.kinds, bench.database);
    return measureDelivery(
      { ...bench, kinds },
      {
        workload: 'burst',
        places: Array.from({ length: STREAMS }, (_, index) => ({ org: 0, index })),
        orgs: [0],
        quietOrgs: [QUIET_ORG],
        batch: EVENTS,
        // The slowest peer needs most of half a second for one.
        perSecond: 2,
        publications: Math.ceil(BURSTS * bench.effort.scale),
      },
    );
  },
};
