import { Logger } from '@nestjs/common';
import type { DeliveryReports } from './delivery-reports.js';
import type { Partition } from './delivery-store.js';

const at = ({ subscription, orgId }: Partition): string => `durable subscriber "${subscription}", org ${orgId}`;

/** Logs the worker's reports: names, numbers and errors, no payloads. */
export function deliveryLog(
  logger: Pick<Logger, 'debug' | 'warn' | 'error'> = new Logger('Delivery'),
): DeliveryReports {
  return {
    retry: (partition, seq, failures, delayMs, error) =>
      logger.debug(`${at(partition)}: event ${seq} failed ${failures} times, retry in ${delayMs} ms: ${String(error)}`),
    deadLetter: ({ id, seq, attempts, failure, ...partition }) =>
      logger.error(
        `${at(partition)}: event ${seq} failed ${attempts} times and became dead letter ${id}: ${failure.name}: ${failure.message}`,
        failure.stack,
      ),
    gap: ({ from, to, ...partition }) =>
      logger.error(`${at(partition)}: events ${from} to ${to} expired from the log before they were delivered`),
    rewound: (partition, from, to) =>
      logger.error(
        `${at(partition)}: the log was restored to an earlier state; delivery continues from event ${to + 1}, its position was ${from}`,
      ),
    stuck: (subscription, calls) =>
      logger.error(
        `durable subscriber "${subscription}": ${calls} timed-out calls are still running; it gets no more events until some of them end`,
      ),
    leaseLost: (partition) => logger.warn(`${at(partition)}: the lease was lost; another instance continues`),
    error: (error, partition) =>
      logger.error(
        `${partition ? at(partition) : 'durable subscribers'}: the database is unavailable: ${String(error)}`,
      ),
  };
}
