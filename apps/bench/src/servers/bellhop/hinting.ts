import type { PinnedProcess } from '../pinned-process.ts';
import type { HintDone, HintOrder } from './hints.ts';
import type { Publishing } from './publishing.ts';
import type { SignedInTenant } from './tenants.ts';

/** Sends events to a server that was started with {@link file://./hints.ts}. */
export class Hints implements Publishing {
  readonly how = 'hints, as from another instance';
  readonly batches = true;
  readonly #server: PinnedProcess;
  readonly #waiting = new Map<number, () => void>();
  #last = 0;

  constructor(server: PinnedProcess) {
    this.#server = server;
    server.onMessage((message) => {
      const { number } = message as HintDone;
      this.#waiting.get(number)?.();
      this.#waiting.delete(number);
    });
  }

  publish({ orgId, propertyId }: SignedInTenant, events: number): Promise<void> {
    this.#last += 1;
    const order: HintOrder = { number: this.#last, orgId, propertyId, events };
    return new Promise((resolve) => {
      this.#waiting.set(order.number, resolve);
      this.#server.send(order);
    });
  }
}
