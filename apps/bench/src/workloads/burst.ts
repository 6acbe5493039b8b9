import { measureDelivery } from './delivery.ts';
import { withHints } from '../servers/bellhop/bellhop-kind.ts';
import { QUIET_ORG } from '../servers/bellhop/tenants.ts';
import type { Workload } from './workload.ts';

const STREAMS = 1_000;
const EVENTS = 50;
const BURSTS = 5;

/**
 * 50 events at once to 1,000 streams of one org. Peers get 50 concurrent requests; Bellhop gets hints of 50 events, as
 * from a batch or another instance.
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
        // The slowest peer needs almost half a second per burst.
        perSecond: 2,
        publications: Math.ceil(BURSTS * bench.effort.scale),
      },
    );
  },
};
