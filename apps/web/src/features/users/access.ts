import type { Role } from '@bellhop/hotel';

/** What a form has of somebody's rights. */
export interface Access {
  readonly role: Role;
  readonly allProperties: boolean;
  readonly propertyIds: readonly string[];
}

/** Returns the rights as the server takes them: owners see everything, others all properties or the named ones. */
export function accessOf({ role, allProperties, propertyIds }: Access): Readonly<Record<string, unknown>> {
  if (role === 'owner') return { role };
  return allProperties ? { role, allProperties } : { role, propertyIds };
}
