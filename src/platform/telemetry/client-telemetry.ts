import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ClientEventDto } from './dto/client-events.dto.js';
import { Monitoring } from './monitoring.js';

/** Injection token: numbers from 0 to 1, 1 excluded, that decide what is logged. */
export const CLIENT_TELEMETRY_RANDOM = Symbol('client-telemetry-random');

/** Share of events that are logged in full; all are counted. */
const SAMPLED = 0.02;

/** Takes what browsers tell of their connections: counts each, and logs a sample with what they say of it. */
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
