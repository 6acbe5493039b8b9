import { Logger } from '@nestjs/common';
import type { DeliveryReports } from './delivery-reports.js';
import type { Lane } from './delivery-store.js';

const at = ({ subscription, orgId }: Lane): string => `durable subscriber "${subscription}", org ${orgId}`;

/** Writes what the worker tells of to the log: names, numbers and errors, no payloads. */
export function deliveryLog(
  logger: Pick<Logger, 'debug' | 'warn' | 'error'> = new Logger('Delivery'),
): DeliveryReports {
  return {
    retry: (lane, seq, failures, delayMs, error) =>
      logger.debug(`${at(lane)}: event ${seq} failed ${failures} times, again in ${delayMs} ms: ${String(error)}`),
    deadLetter: ({ id, seq, attempts, failure, ...lane }) =>
      logger.error(
        `${at(lane)}: event ${seq} failed ${attempts} times and is dead letter ${id}: ${failure.name}: ${failure.message}`,
        failure.stack,
      ),
    gap: ({ from, to, ...lane }) =>
      logger.error(`${at(lane)}: events ${from} to ${to} expired from the log before they were delivered`),
    rewound: (lane, from, to) =>
      logger.error(
        `${at(lane)}: the log was put back; events are delivered again from ${to + 1} on, it had come to ${from}`,
      ),
    stuck: (subscription, calls) =>
      logger.error(
        `durable subscriber "${subscription}": ${calls} calls took too long and never ended; it gets no more events until some end`,
      ),
    leaseLost: (lane) => logger.warn(`${at(lane)}: the lease was lost; another instance goes on`),
    error: (error, lane) =>
      logger.error(`${lane ? at(lane) : 'durable subscribers'}: the database could not be reached: ${String(error)}`),
  };
}
