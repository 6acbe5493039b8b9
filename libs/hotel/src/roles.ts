import { type RoleName, signedInSchemaFor, signedInUserSchemaFor } from '@bellhop/protocol';

export const ROLES = ['owner', 'manager', 'staff'] as const satisfies readonly RoleName[];
/** Finance is visible to owners and managers only. */
export type Role = (typeof ROLES)[number];

declare module '@bellhop/protocol' {
  interface RoleCatalogue {
    owner: true;
    manager: true;
    staff: true;
  }
}

export const signedInUserSchema = signedInUserSchemaFor(ROLES);
export const signedInSchema = signedInSchemaFor(ROLES);
