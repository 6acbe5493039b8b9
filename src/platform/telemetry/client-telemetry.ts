import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ClientEventDto } from './dto/client-events.dto.js';
import { Monitoring } from './monitoring.js';

/** Injection token: random numbers from 0 up to, but not including, 1, for sampling the log. */
export const CLIENT_TELEMETRY_RANDOM = Symbol('client-telemetry-random');

/** Share of events logged in full; all are counted. */
const SAMPLED = 0.02;

/** Counts browsers' reports about their connections, and logs a sample in full. */
@Injectable()
export class ClientTelemetry {
  readonly #logger = new Logger('ClientTelemetry');

  constructor(
    private readonly monitoring: Monitoring,
    @Inject(CLIENT_TELEMETRY_RANDOM) private readonly random: () => number,
  ) {}

  take(orgId: string, events: readonly ClientEventDto[]): void {
    for (const { type, at, detail } of events) {
      const sampled = this.random() < SAMPLED;
      this.monitoring.clientTold(type, sampled);
      if (!sampled) continue;
      const said = detail === undefined ? {} : { detail: detail.replaceAll(/\p{C}/gu, ' ') };
      this.#logger.log({ type, at, orgId, ...said }, 'client event');
    }
  }
}
