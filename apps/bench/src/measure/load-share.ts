/** Share of its core that this process used since construction, 0 to 1: checks the load generator. */
export class LoadShare {
  readonly #cpu = process.cpuUsage();
  readonly #since = performance.now();

  read(): number {
    const { user, system } = process.cpuUsage(this.#cpu);
    return (user + system) / 1000 / (performance.now() - this.#since);
  }
}
