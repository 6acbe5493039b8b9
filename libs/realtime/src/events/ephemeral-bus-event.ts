import type { EphemeralEvent } from '@bellhop/protocol';

/** An ephemeral event, as the bus emits it under `<domain>.<eventType>`. */
export class EphemeralBusEvent {
  constructor(
    readonly event: EphemeralEvent,
    /** A newer event with the same key replaces this one, within its domain and property. */
    readonly key: string,
  ) {}
}
