/** Told by an election how it goes. */
export interface Candidate {
  /** This tab holds the office. */
  elected(): void;
  /** It was taken away. */
  deposed(): void;
}

/**
 * Who of the tabs holds the one office. Two drivers: Web Locks, and a lease in localStorage; both pass the same suite.
 * At almost every moment there is at most one holder. For the moments in between there are terms.
 */
export interface Election {
  /** Stands for the office, until elected or `resign`. */
  campaign(): void;
  /** Takes the office from whoever holds it. */
  steal(): void;
  /** Gives up the office, or standing for it. The candidate is not told. */
  resign(): void;
}
