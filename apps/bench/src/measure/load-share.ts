/** How much of its core this process used between two moments, 0 to 1: the load generator's own check. */
export class LoadShare {
  #cpu = process.cpuUsage();
  #since = performance.now();

  restart(): void {
    this.#cpu = process.cpuUsage();
    this.#since = performance.now();
  }

  read(): number {
    const { user, system } = process.cpuUsage(this.#cpu);
    return (user + system) / 1000 / (performance.now() - this.#since);
  }
}
