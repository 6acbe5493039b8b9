import type { Language } from '@bellhop/hotel';
import type { UpdateUserDto } from './users.dto.js';
import { type Rights, rightsAfter, seeTheSame } from './user-rights.js';
import type { UserChanges, UserRow } from './users.repository.js';

/** The kinds of change to a user, each with its own event, in the order they are raised. */
export type ChangeEvent = 'UserUpdated' | 'UserRoleChanged' | 'UserPropertiesChanged' | 'UserDisabled' | 'UserEnabled';

/** The effective changes of a request to a user, by kind. */
export class UserChange {
  /** Undefined if unchanged. */
  readonly name: string | undefined;
  /** Undefined if unchanged. */
  readonly language: Language | null | undefined;
  readonly rights: Rights;
  readonly changesRole: boolean;
  readonly changesProperties: boolean;
  readonly disables: boolean;
  readonly enables: boolean;
  /** Whether an active owner stops being one. */
  readonly losesOwner: boolean;

  /** @throws ProblemException `validation_failed` when the requested rights contradict each other */
  constructor(row: UserRow, { name, language, disabled, ...asked }: UpdateUserDto) {
    this.name = name === row.name ? undefined : name;
    this.language = language === row.language ? undefined : language;
    this.rights = rightsAfter(row, asked);
    this.changesRole = this.rights.role !== row.role;
    this.changesProperties = !seeTheSame(this.rights, row);
    this.disables = disabled === true && row.status !== 'disabled';
    this.enables = disabled === false && row.status === 'disabled';
    const runsTheOrg = row.role === 'owner' && row.status === 'active';
    this.losesOwner = runsTheOrg && (this.disables || this.rights.role !== 'owner');
  }

  get isEmpty(): boolean {
    return this.events.length === 0;
  }

  get events(): readonly ChangeEvent[] {
    const told: readonly (readonly [boolean, ChangeEvent])[] = [
      [this.name !== undefined || this.language !== undefined, 'UserUpdated'],
      [this.changesRole, 'UserRoleChanged'],
      [this.changesProperties, 'UserPropertiesChanged'],
      [this.disables, 'UserDisabled'],
      [this.enables, 'UserEnabled'],
    ];
    return told.filter(([happens]) => happens).map(([, eventType]) => eventType);
  }

  columns(now: Date): UserChanges {
    return {
      ...(this.name !== undefined && { name: this.name }),
      ...(this.language !== undefined && { language: this.language }),
      ...((this.changesRole || this.changesProperties) && { rights: this.rights }),
      ...(this.disables && { disabledAt: now }),
      ...(this.enables && { disabledAt: null }),
    };
  }
}
