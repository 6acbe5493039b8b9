import { collectDefaultMetrics, Registry } from 'prom-client';

let registry: Registry | undefined;

/** Memory, garbage collection, event loop. They are the process's, so however many applications it runs share them. */
export function processMetrics(): Registry {
  if (!registry) collectDefaultMetrics({ register: (registry = new Registry()) });
  return registry;
}
