import { burst } from './burst.ts';
import { change } from './change/change.ts';
import { compression } from './compression.ts';
import { dashboard } from './dashboard/dashboard.ts';
import { fanOut } from './fan-out.ts';
import { idle } from './idle.ts';
import { latency } from './latency.ts';
import { manyOrgs } from './many-orgs.ts';
import { publishing } from './publishing.ts';
import { reconnect } from './reconnect.ts';
import { slowReader } from './slow-reader.ts';
import { smallOrgs } from './small-orgs.ts';
import type { Workload } from './workload.ts';

/** In the order of the report. */
export const WORKLOADS: readonly Workload[] = [
  change,
  fanOut,
  smallOrgs,
  burst,
  compression,
  idle,
  latency,
  slowReader,
  reconnect,
  manyOrgs,
  publishing,
  dashboard,
];
