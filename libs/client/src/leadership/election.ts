/** Notified of an election's results. */
export interface Candidate {
  /** This tab has been elected. */
  elected(): void;
  /** This tab has lost the leadership. */
  deposed(): void;
}

/**
 * Elects at most one leader among the tabs. Two drivers pass the same suite: Web Locks, and a lease in localStorage.
 * For short moments two tabs may believe that they lead; terms resolve that.
 */
export interface Election {
  /** Runs for leadership until elected or `resign`. */
  campaign(): void;
  /** Takes the leadership from its holder. */
  steal(): void;
  /** Gives up the leadership or the campaign, without notifying the candidate. */
  resign(): void;
}
