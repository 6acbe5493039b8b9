import type { DomainDefinition } from '../events/domain-definition.js';
import type { Viewer } from '../application/viewer.js';
import type { Audience } from './traits.js';

/** Filter of a stream or poll. */
export interface ViewFilter {
  /** @default every domain the viewer may see */
  readonly domains?: ReadonlySet<string>;
  /** @default every property the viewer may see */
  readonly propertyId?: string;
}

/** The domains of `definitions` that a role may read. */
export function readableDomains(definitions: Iterable<DomainDefinition>, role: string): DomainDefinition[] {
  return [...definitions].filter(({ roles }) => !roles || roles.has(role));
}

/** The part of an event that decides who sees it. */
interface Visible {
  readonly domain: string;
  readonly propertyId?: string;
  readonly audience?: Audience;
}

/** What users with the same rights and the same filter have in common. */
interface Scope {
  readonly key: string;
  readonly domains: ReadonlySet<string>;
  /** Those of `domains` whose events it sees by property. */
  readonly open: ReadonlySet<string>;
  readonly propertyIds: ReadonlySet<string> | 'all';
  /** Those of `domains` whose events reach a user by their audience. */
  readonly personal: ReadonlySet<string>;
  /** Properties of the events that may reach a user by their audience. */
  readonly personalPropertyIds: ReadonlySet<string> | 'all';
}

/**
 * What a subscriber sees: its rights, narrowed by its filter. Views with the same `key` see the same events, so one
 * selection serves them all.
 */
export class View {
  readonly key: string;
  /** Sees what everybody with the same rights and filter sees: all but the events that reach only their audience. */
  readonly shared: View;
  /** The user whose personal events it sees. `undefined`: there are none, or it is a {@link shared} view. */
  readonly userId: string | undefined;

  private constructor(
    private readonly scope: Scope,
    person?: { readonly userId: string; readonly shared: View },
  ) {
    this.userId = person?.userId;
    this.shared = person?.shared ?? this;
    this.key = person ? `${scope.key}|${person.userId}` : scope.key;
  }

  static of(viewer: Viewer, definitions: Iterable<DomainDefinition>, filter?: ViewFilter): View {
    return View.sharedOf(viewer, definitions, filter).withUser(viewer.userId);
  }

  /** Returns the {@link shared} part of the view. Rights always win: a filter only narrows them. */
  static sharedOf(viewer: Viewer, definitions: Iterable<DomainDefinition>, filter: ViewFilter = {}): View {
    const { role } = viewer;
    const readable = readableDomains(definitions, role).filter(({ name }) => filter.domains?.has(name) ?? true);
    const seesAllOf = ({ audience }: DomainDefinition): boolean => audience?.all.has(role) ?? true;
    const open = namesOf(readable.filter(seesAllOf));
    const personal = namesOf(
      // Who sees every property sees the events that concern them among all others.
      readable.filter((domain) => domain.audience && !(seesAllOf(domain) && viewer.propertyIds === 'all')),
    );
    const propertyIds = narrow(viewer.propertyIds, filter.propertyId);
    const personalPropertyIds = narrow('all', filter.propertyId);
    const people = personal.size === 0 ? '' : `|${keyOf(personal)}|${keyOf(personalPropertyIds)}`;
    const key = `${keyOf(open)}|${keyOf(propertyIds)}${people}`;
    return new View({ key, domains: namesOf(readable), open, propertyIds, personal, personalPropertyIds });
  }

  /** Domains of which it sees events. */
  get domains(): ReadonlySet<string> {
    return this.scope.domains;
  }

  /** Properties whose events it sees, other than those that reach the user by their audience. */
  get propertyIds(): ReadonlySet<string> | 'all' {
    return this.scope.propertyIds;
  }

  /** Returns the view of a user who has these rights. */
  withUser(userId: string): View {
    return this.scope.personal.size === 0 ? this : new View(this.scope, { userId, shared: this });
  }

  /** Org-wide events reach every member of the org, or of their audience, whatever their property filter. */
  sees({ domain, propertyId, audience }: Visible): boolean {
    const { open, propertyIds, personal, personalPropertyIds } = this.scope;
    if (open.has(domain) && includes(propertyIds, propertyId)) return true;
    if (this.userId === undefined || !personal.has(domain)) return false;
    return audience !== undefined && audience.has(this.userId) && includes(personalPropertyIds, propertyId);
  }
}

/** Maximum number of shared views. */
const MAX_VIEWS = 256;

/** The views of one org's subscribers: equal ones are shared, apart from the user. */
export class SharedViews {
  readonly #byKey = new Map<string, View>();

  constructor(private readonly definitions: ReadonlyMap<string, DomainDefinition>) {}

  of(viewer: Viewer, filter: ViewFilter): View {
    return this.#known(View.sharedOf(viewer, this.definitions.values(), filter)).withUser(viewer.userId);
  }

  #known(view: View): View {
    const known = this.#byKey.get(view.key);
    if (known) return known;
    if (this.#byKey.size >= MAX_VIEWS) this.#byKey.clear();
    this.#byKey.set(view.key, view);
    return view;
  }
}

const namesOf = (definitions: readonly DomainDefinition[]): ReadonlySet<string> =>
  new Set(definitions.map(({ name }) => name));

const keyOf = (ids: ReadonlySet<string> | 'all'): string => (ids === 'all' ? '*' : [...ids].sort().join(','));

/** @param propertyId `undefined`: the whole org */
const includes = (propertyIds: ReadonlySet<string> | 'all', propertyId: string | undefined): boolean =>
  propertyId === undefined || propertyIds === 'all' || propertyIds.has(propertyId);

function narrow(rights: ReadonlySet<string> | 'all', propertyId: string | undefined): ReadonlySet<string> | 'all' {
  if (propertyId === undefined) return rights;
  return rights === 'all' || rights.has(propertyId) ? new Set([propertyId]) : new Set();
}
