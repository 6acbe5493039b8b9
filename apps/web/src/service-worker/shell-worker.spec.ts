import { describe, expect, it } from '@jest/globals';
import { reloadNewest } from './shell-worker.js';

/** A browser's registration, with what its server offers. */
class Registration extends EventTarget {
  readonly done: string[] = [];
  installing: (EventTarget & { readonly name: string }) | null = null;

  constructor(
    public waiting: { readonly postMessage: (message: string) => void } | null = null,
    private readonly newer?: string,
  ) {
    super();
  }

  readonly container = Object.assign(new EventTarget(), { getRegistration: async () => this });

  worker(name: string) {
    return {
      postMessage: (message: string) => {
        this.done.push(`${message} ${name}`);
        this.container.dispatchEvent(new Event('controllerchange'));
      },
    };
  }

  readonly update = async () => {
    this.done.push('look');
    if (this.newer === undefined) return;
    const installing = Object.assign(new EventTarget(), { name: this.newer });
    this.installing = installing;
    queueMicrotask(() => {
      this.installing = null;
      this.waiting = this.worker(installing.name);
      installing.dispatchEvent(new Event('statechange'));
    });
  };

  reload() {
    const container = this.container as unknown as ServiceWorkerContainer;
    return reloadNewest(container, () => this.done.push('reload'));
  }
}

describe('reloadNewest', () => {
  it('starts the build that waits now, not the one that waited when it was offered', async () => {
    const registration = new Registration();
    registration.waiting = registration.worker('two');
    registration.waiting = registration.worker('three');
    await registration.reload();
    expect(registration.done).toEqual(['skip-waiting three', 'reload']);
  });

  it('reloads when another tab has started the new build already', async () => {
    const registration = new Registration();
    await registration.reload();
    expect(registration.done).toEqual(['look', 'reload']);
  });

  it('finds the build that replaced the files this page needs', async () => {
    const registration = new Registration(null, 'two');
    await registration.reload();
    expect(registration.done).toEqual(['look', 'skip-waiting two', 'reload']);
  });

  it('reloads in a browser without workers, or that denies them', async () => {
    const done: string[] = [];
    const denied = { getRegistration: () => Promise.reject(new Error('SecurityError')) };
    await reloadNewest(denied as unknown as ServiceWorkerContainer, () => done.push('reload'));
    expect(done).toEqual(['reload']);
  });
});
