import type { LogRecord } from '../log/event-log.js';

/** A fact about an org that the application knows and that events of the org's log change. */
export interface CacheSource<F> {
  load(orgId: string): Promise<F>;
  /** Whether a value loaded before `record` is outdated after it. Called once per event, in log order. */
  isInvalidatedBy(record: LogRecord): boolean;
}

/** Storage of {@link OrgCache}; implemented by `ChannelRegistry`. */
export interface CacheBackend {
  cached<F>(orgId: string, source: CacheSource<F>, now: boolean): Promise<F>;
}

/**
 * Facts of orgs in memory. Each is read on first use, and again after an event that changes it: changes made by this
 * process are visible at once, those of other instances after the next head check. Dropped with the org, some minutes
 * after its last use.
 *
 * Created by the application and passed to the module (`RealtimeOptions.memory`). Until then, and in tests without the
 * module, each call is a look-up.
 */
export class OrgCache {
  #backend: CacheBackend | undefined;

  /** @param options `now`: read the log first, to include a change that another process just made */
  get<F>(orgId: string, source: CacheSource<F>, { now = false } = {}): Promise<F> {
    return this.#backend ? this.#backend.cached(orgId, source, now) : source.load(orgId);
  }

  /** Called by the module. */
  attach(backend: CacheBackend): void {
    this.#backend = backend;
  }
}
