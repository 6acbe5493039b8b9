import type { Property, Role, User, UserStatus } from '@bellhop/hotel';

export const ROLE_COLOURS: Readonly<Record<Role, string>> = { owner: 'livery', manager: 'livery', staff: 'gray' };

export const STATUS_COLOURS: Readonly<Record<UserStatus, string>> = {
  active: 'livery.5',
  invited: 'brass.5',
  disabled: 'gray.5',
};

/** How many names are shown before the rest is counted. */
const NAMES_SHOWN = 2;

/**
 * Names the properties of a user. `rest` counts the others: more than fit, or not visible to the signed-in user.
 * @param all the name of all properties
 */
export function propertiesOf(
  { allProperties, propertyIds }: Pick<User, 'allProperties' | 'propertyIds'>,
  byId: ReadonlyMap<string, Property>,
  all: string,
): { readonly names: readonly string[]; readonly rest: number } {
  if (allProperties) return { names: [all], rest: 0 };
  const known = propertyIds.flatMap((id) => byId.get(id)?.name ?? []);
  const names = known.slice(0, NAMES_SHOWN);
  return { names, rest: propertyIds.length - names.length };
}
