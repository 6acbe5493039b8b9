import type { RouteOptions } from 'fastify';

/** Every route the server has, for telling "wrong method" from "no such path" and API paths from pages. */
export class RouteTable {
  readonly #routes: { readonly methods: readonly string[]; readonly segments: readonly string[] }[] = [];

  /** To be called for each route (Fastify's `onRoute` hook). The catch-all does not count. */
  add({ method, url }: Pick<RouteOptions, 'method' | 'url'>): void {
    if (url.includes('*')) return;
    this.#routes.push({ methods: [method].flat(), segments: segmentsOf(url) });
  }

  /** Each route as method and path, parameters as `:name`. */
  all(): { readonly method: string; readonly path: string }[] {
    return this.#routes.flatMap(({ methods, segments }) =>
      methods.map((method) => ({ method, path: `/${segments.join('/')}` })),
    );
  }

  /** Methods that `url` answers to, sorted; none for an unknown path. */
  methodsOf(url: string): string[] {
    const path = segmentsOf(url);
    const fitting = this.#routes.filter(
      ({ segments }) =>
        segments.length === path.length &&
        segments.every((segment, index) => (segment.startsWith(':') ? path[index] !== '' : segment === path[index])),
    );
    return [...new Set(fitting.flatMap(({ methods }) => methods))].sort();
  }

  /** Whether the first segment of `url` is one that API paths begin with. */
  isApi(url: string): boolean {
    const [first] = segmentsOf(url);
    return first !== '' && this.#routes.some(({ segments }) => segments[0] === first);
  }
}

const segmentsOf = (url: string): string[] => (url.split(/[?#]/, 1)[0] ?? '').split('/').slice(1);
