/** How much of its core this process used since this was made, 0 to 1: the load generator's own check. */
export class LoadShare {
  readonly #cpu = process.cpuUsage();
  readonly #since = performance.now();

  read(): number {
    const { user, system } = process.cpuUsage(this.#cpu);
    return (user + system) / 1000 / (performance.now() - this.#since);
  }
}
