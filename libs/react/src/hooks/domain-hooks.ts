import type { DomainName, EventTypeOf } from '@bellhop/protocol';
import { type DomainRealtime, type RealtimeOptions, useRealtime } from './use-realtime.js';

/** {@link useRealtime} of one domain. */
export type DomainHook<D extends DomainName> = <T extends EventTypeOf<D> = EventTypeOf<D>>(
  options?: RealtimeOptions<D, T>,
) => DomainRealtime;

/** `orders` → `useOrdersRealtime`. */
export type DomainHooks<Domains extends DomainName> = {
  readonly [D in Domains as `use${Capitalize<D>}Realtime`]: DomainHook<D>;
};

/** Creates a hook for every domain of a catalogue. */
export function createDomainHooks<Domains extends DomainName>(
  domains: Readonly<Record<Domains, unknown>>,
): DomainHooks<Domains> {
  const names = Object.keys(domains) as Domains[];
  const hooks = names.map((domain) => {
    const useDomainRealtime: DomainHook<typeof domain> = (options) => useRealtime(domain, options);
    return [`use${domain.charAt(0).toUpperCase()}${domain.slice(1)}Realtime`, useDomainRealtime];
  });
  return Object.fromEntries(hooks) as DomainHooks<Domains>;
}
