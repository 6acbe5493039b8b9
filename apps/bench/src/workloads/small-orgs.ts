import { measureDelivery } from './delivery.ts';
import { withHints } from '../servers/bellhop/bellhop-kind.ts';
import { QUIET_ORG } from '../servers/bellhop/tenants.ts';
import type { Workload } from './workload.ts';

const ORGS = 100;
const STREAMS = 10;
/** At half this rate a server sleeps so much that wake-ups dominate: figures vary twice as much. */
const PER_SECOND = 600;
const PUBLICATIONS = 2_400;

/** 10 streams in each of 100 orgs. */
export const smallOrgs: Workload = {
  name: 'orgs',
  title: `${STREAMS} streams in each of ${ORGS} orgs`,
  run: (bench) => {
    const orgs = Array.from({ length: ORGS }, (_, org) => org);
    // Ten deliveries cost a fiftieth of a transaction: subtracting its cost would leave only noise.
    const kinds = withHints(bench.kinds, bench.database);
    return measureDelivery(
      { ...bench, kinds },
      {
        workload: 'orgs',
        places: orgs.flatMap((org) => Array.from({ length: STREAMS }, (_, index) => ({ org, index }))),
        orgs,
        quietOrgs: orgs.map((org) => QUIET_ORG + org),
        rounds: 5,
        perSecond: PER_SECOND,
        publications: Math.ceil(PUBLICATIONS * bench.effort.scale),
      },
    );
  },
};
