import type { SimulatedClock } from './simulated-clock.js';
import { SimulatedLocks } from './simulated-locks.js';
import type { SimulatedNetwork } from './simulated-network.js';
import { SimulatedTab, type TabFeatures, type TabHost } from './simulated-tab.js';

export interface BrowserOptions extends TabFeatures {
  readonly clock: SimulatedClock;
  readonly network: SimulatedNetwork;
  /**
   * Returns a number from 0 to 1, 1 excluded.
   * @default a fixed sequence
   */
  readonly random?: () => number;
}

/** Longest delay of a message between tabs, in milliseconds. */
const MESSAGE_MS = 4;

/** One browser: tabs that share locks, localStorage, channels, cookies and a network. */
export class SimulatedBrowser implements TabHost {
  readonly clock: SimulatedClock;
  readonly locks = new SimulatedLocks();
  readonly cookies = new Map<string, string>();
  /** Contents of localStorage. */
  readonly storage = new Map<string, string>();
  readonly random: () => number;
  readonly network: SimulatedNetwork;
  readonly #features: TabFeatures;
  #tabs: SimulatedTab[] = [];
  #isOnline = true;

  constructor({ clock, network, random = fixedRandom(), ...features }: BrowserOptions) {
    this.clock = clock;
    this.network = network;
    this.random = random;
    this.#features = features;
  }

  /** Open tabs. */
  get tabs(): readonly SimulatedTab[] {
    return this.#tabs;
  }

  get isOnline(): boolean {
    return this.#isOnline;
  }

  open(name = `tab ${this.#tabs.length + 1}`, features: TabFeatures = {}): SimulatedTab {
    const tab = new SimulatedTab(this, name, { ...this.#features, ...features });
    this.#tabs.push(tab);
    return tab;
  }

  /** Connects or disconnects the network, and notifies every tab. */
  setOnline(isOnline: boolean): void {
    if (this.#isOnline === isOnline) return;
    this.#isOnline = isOnline;
    for (const tab of this.#tabs) tab.networkChanged(isOnline);
  }

  /** Posts to every other tab, each message with its own delay, but in order. */
  broadcast(from: SimulatedTab, name: string, message: unknown): void {
    for (const tab of this.#tabs) {
      if (tab === from) continue;
      tab.hear(from, name, structuredClone(message), this.random() * MESSAGE_MS);
    }
  }

  changed(by: SimulatedTab, key: string): void {
    for (const tab of this.#tabs) if (tab !== by) tab.storageChanged(key, this.random() * MESSAGE_MS);
  }

  forget(tab: SimulatedTab): void {
    this.#tabs = this.#tabs.filter((other) => other !== tab);
    this.locks.release(tab);
  }
}

/** Always the same numbers: a linear congruential generator. */
function fixedRandom(): () => number {
  let state = 1;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
