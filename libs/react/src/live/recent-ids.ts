/** Ids that are remembered; the oldest are forgotten first. */
const REMEMBERED_IDS = 1_000;

/** Detects ids seen for the first time. */
export class RecentIds {
  readonly #ids = new Set<string>();

  /** @returns whether it is new */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > REMEMBERED_IDS) for (const oldest of this.#ids) return this.#ids.delete(oldest);
    return true;
  }

  clear(): void {
    this.#ids.clear();
  }
}
