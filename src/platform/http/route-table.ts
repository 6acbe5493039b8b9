import type { RouteOptions } from 'fastify';

/** All routes of the server, to tell "wrong method" from "no such path" and API paths from pages. */
export class RouteTable {
  readonly #routes: { readonly methods: readonly string[]; readonly segments: readonly string[] }[] = [];

  /** Call for each route (Fastify's `onRoute` hook). Ignores the catch-all. */
  add({ method, url }: Pick<RouteOptions, 'method' | 'url'>): void {
    if (url.includes('*')) return;
    this.#routes.push({ methods: [method].flat(), segments: segmentsOf(url) });
  }

  /** Returns each route's method and path, with parameters as `:name`. */
  all(): { readonly method: string; readonly path: string }[] {
    return this.#routes.flatMap(({ methods, segments }) =>
      methods.map((method) => ({ method, path: `/${segments.join('/')}` })),
    );
  }

  /** Returns the methods that `url` supports, sorted; none for an unknown path. */
  methodsOf(url: string): string[] {
    const path = segmentsOf(url);
    const fitting = this.#routes.filter(
      ({ segments }) =>
        segments.length === path.length &&
        segments.every((segment, index) => (segment.startsWith(':') ? path[index] !== '' : segment === path[index])),
    );
    return [...new Set(fitting.flatMap(({ methods }) => methods))].sort();
  }

  /** Whether an API path begins with the first segment of `url`. */
  isApi(url: string): boolean {
    const [first] = segmentsOf(url);
    return first !== '' && this.#routes.some(({ segments }) => segments[0] === first);
  }
}

const segmentsOf = (url: string): string[] => (url.split(/[?#]/, 1)[0] ?? '').split('/').slice(1);
