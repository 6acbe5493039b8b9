import type { DomainName } from '@bellhop/protocol';

interface Named {
  readonly domain: DomainName;
  readonly name: string;
}

export type LiveKind = 'list' | 'row' | 'aggregate';

/** Keys of live queries. Queries under a domain's key are reloaded when events of the domain were missed. */
export const liveKeys = {
  domain: (domain: string) => [domain] as const,
  /** All queries of one definition. */
  of: ({ domain, name }: Named) => [domain, name] as const,
  lists: ({ domain, name }: Named) => [domain, name, 'list'] as const,
  list: ({ domain, name }: Named, view: object) => [domain, name, 'list', view] as const,
  rows: ({ domain, name }: Named) => [domain, name, 'row'] as const,
  row: ({ domain, name }: Named, id: string) => [domain, name, 'row', id] as const,
  aggregates: ({ domain, name }: Named) => [domain, name, 'aggregate'] as const,
  aggregate: ({ domain, name }: Named, view: object) => [domain, name, 'aggregate', view] as const,
};
