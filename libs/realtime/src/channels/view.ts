import type { DomainDefinition } from '../events/domain-definition.js';
import type { Viewer } from '../application/viewer.js';

/** Filter of a stream or poll. */
export interface ViewFilter {
  /** @default every domain the viewer may see */
  readonly domains?: ReadonlySet<string>;
  /** @default every property the viewer may see */
  readonly propertyId?: string;
}

/** The domains of `definitions` that a role may read. */
export function readableDomains(definitions: Iterable<DomainDefinition>, role: string): string[] {
  const readable: string[] = [];
  for (const { name, roles } of definitions) if (!roles || roles.has(role)) readable.push(name);
  return readable;
}

/**
 * What a subscriber sees: its rights, narrowed by its filter. Views with the same `key` see the same events, so one
 * selection serves them all.
 */
export class View {
  readonly key: string;

  private constructor(
    readonly domains: ReadonlySet<string>,
    readonly propertyIds: ReadonlySet<string> | 'all',
  ) {
    const properties = propertyIds === 'all' ? '*' : [...propertyIds].sort().join(',');
    this.key = `${[...domains].sort().join(',')}|${properties}`;
  }

  /** Rights always win: a filter only narrows them. */
  static of(viewer: Viewer, definitions: Iterable<DomainDefinition>, filter: ViewFilter = {}): View {
    const readable = readableDomains(definitions, viewer.role);
    const wanted = filter.domains;
    const domains = new Set(wanted ? readable.filter((name) => wanted.has(name)) : readable);
    return new View(domains, narrow(viewer.propertyIds, filter.propertyId));
  }

  /** Org-wide events reach every member of the org, whatever their property filter. */
  sees(event: { readonly domain: string; readonly propertyId?: string }): boolean {
    return (
      this.domains.has(event.domain) &&
      (event.propertyId === undefined || this.propertyIds === 'all' || this.propertyIds.has(event.propertyId))
    );
  }
}

/** Maximum number of shared views. */
const MAX_VIEWS = 256;

/** The views of one org's subscribers: equal ones are shared. */
export class SharedViews {
  readonly #byKey = new Map<string, View>();

  constructor(private readonly definitions: ReadonlyMap<string, DomainDefinition>) {}

  of(viewer: Viewer, filter: ViewFilter): View {
    const view = View.of(viewer, this.definitions.values(), filter);
    const known = this.#byKey.get(view.key);
    if (known) return known;
    if (this.#byKey.size >= MAX_VIEWS) this.#byKey.clear();
    this.#byKey.set(view.key, view);
    return view;
  }
}

function narrow(rights: ReadonlySet<string> | 'all', propertyId: string | undefined): ReadonlySet<string> | 'all' {
  if (propertyId === undefined) return rights;
  return rights === 'all' || rights.has(propertyId) ? new Set([propertyId]) : new Set();
}
