import type { DomainName, EventTypeOf } from '@bellhop/protocol';
import { type DomainRealtime, type RealtimeOptions, useRealtime } from './use-realtime.js';

/** {@link useRealtime} of one domain. */
export type DomainHook<D extends DomainName> = <T extends EventTypeOf<D> = EventTypeOf<D>>(
  options?: RealtimeOptions<D, T>,
) => DomainRealtime;

/** `lost-items` → `LostItems`. */
type PascalCase<Name extends string> = Name extends `${infer Word}-${infer Rest}`
  ? `${Capitalize<Word>}${PascalCase<Rest>}`
  : Capitalize<Name>;

/** `orders` → `useOrdersRealtime`, `lost-items` → `useLostItemsRealtime`. */
export type DomainHooks<Domains extends DomainName> = {
  readonly [D in Domains as `use${PascalCase<D>}Realtime`]: DomainHook<D>;
};

/** Creates a hook for every domain of a catalogue. */
export function createDomainHooks<Domains extends DomainName>(
  domains: Readonly<Record<Domains, unknown>>,
): DomainHooks<Domains> {
  const names = Object.keys(domains) as Domains[];
  const hooks = names.map((domain) => {
    const useDomainRealtime: DomainHook<typeof domain> = (options) => useRealtime(domain, options);
    return [`use${pascalCase(domain)}Realtime`, useDomainRealtime];
  });
  return Object.fromEntries(hooks) as DomainHooks<Domains>;
}

const pascalCase = (name: string): string =>
  name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
