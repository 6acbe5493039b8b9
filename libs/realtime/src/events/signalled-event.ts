import type { EphemeralEvent } from '@bellhop/protocol';

/** An ephemeral event, as the bus hands it to listeners under `<domain>.<eventType>`. */
export class SignalledEvent {
  constructor(
    readonly event: EphemeralEvent,
    /** Where a newer value replaces this one, within its domain and property. */
    readonly key: string,
  ) {}
}
