import type { Property, Role, User, UserStatus } from '@bellhop/hotel';

export const ROLE_NAMES: Readonly<Record<Role, string>> = { owner: 'Owner', manager: 'Manager', staff: 'Staff' };

/** What a role is for, where one is chosen. */
export const ROLE_TEXTS: Readonly<Record<Role, string>> = {
  owner: 'Runs the organisation: people, properties, everything else.',
  manager: 'Sees the finances of their properties and their tasks.',
  staff: 'Works on the tasks of their properties.',
};

export const ROLE_COLOURS: Readonly<Record<Role, string>> = { owner: 'livery', manager: 'livery', staff: 'gray' };

export const STATUS_NAMES: Readonly<Record<UserStatus, string>> = {
  active: 'Active',
  invited: 'Invited',
  disabled: 'Disabled',
};

export const STATUS_COLOURS: Readonly<Record<UserStatus, string>> = {
  active: 'livery.5',
  invited: 'brass.5',
  disabled: 'gray.5',
};

/** More names than this are counted. */
const NAMES_SHOWN = 2;

/**
 * Where somebody works, in words. `rest` is what is not said: more properties, or some that the reader does not see.
 */
export function propertiesOf(
  { allProperties, propertyIds }: Pick<User, 'allProperties' | 'propertyIds'>,
  byId: ReadonlyMap<string, Property>,
): { readonly names: readonly string[]; readonly rest: number } {
  if (allProperties) return { names: ['All properties'], rest: 0 };
  const known = propertyIds.flatMap((id) => byId.get(id)?.name ?? []);
  const names = known.slice(0, NAMES_SHOWN);
  return { names, rest: propertyIds.length - names.length };
}
