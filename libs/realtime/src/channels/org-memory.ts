import type { LogRecord } from '../log/event-log.js';

/** Something of an org that the application knows, and that events of the org's log change. */
export interface OrgFacts<F> {
  load(orgId: string): Promise<F>;
  /** Whether what was loaded before `record` is not true any more after it. Called once per event, at its place. */
  isChangedBy(record: LogRecord): boolean;
}

/** What {@link OrgMemory} keeps facts in; a `ChannelRegistry` is one. */
export interface FactKeeper {
  factsOf<F>(orgId: string, facts: OrgFacts<F>, now: boolean): Promise<F>;
}

/**
 * Facts of orgs in memory. They are read once, when they are first asked for, and anew after an event that changes them: so
 * what this process changed is seen at once, what another one changed from the next look at the log on. They go when their
 * org does, some minutes after it was last asked about.
 *
 * Made by the application and given to the module (`RealtimeOptions.memory`), which has it keep facts; until then, and in
 * tests without the module, each question is a look-up.
 */
export class OrgMemory {
  #keeper: FactKeeper | undefined;

  /** @param options `now`: the log is looked at first, for whom a change that another process just made is news */
  of<F>(orgId: string, facts: OrgFacts<F>, { now = false } = {}): Promise<F> {
    return this.#keeper ? this.#keeper.factsOf(orgId, facts, now) : facts.load(orgId);
  }

  /** For the module. */
  keepIn(keeper: FactKeeper): void {
    this.#keeper = keeper;
  }
}
