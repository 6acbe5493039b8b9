import type { Role, UserStatus } from '@bellhop/hotel';

export const ROLE_COLOURS: Readonly<Record<Role, string>> = { owner: 'livery', manager: 'livery', staff: 'gray' };

export const STATUS_COLOURS: Readonly<Record<UserStatus, string>> = {
  active: 'livery.5',
  invited: 'brass.5',
  disabled: 'gray.5',
};
