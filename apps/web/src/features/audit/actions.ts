import type { AuditEntry } from '@bellhop/hotel';
import {
  IconBuildingPlus,
  IconClipboardText,
  IconKey,
  IconLock,
  IconLogin2,
  IconLogout,
  IconMailOpened,
  IconShieldExclamation,
  IconUserCog,
  IconUserPlus,
  type Icon,
} from '@tabler/icons-react';

/** Actions that this version has words for, in the groups that people look for. */
export const ACTION_GROUPS = {
  signIns: ['signed_in', 'sign_in_failed', 'session_ended', 'refresh_reused'],
  passwords: ['password_changed', 'password_reset'],
  people: ['user_invited', 'user_joined', 'user_changed', 'user_disabled', 'user_enabled', 'invitation_withdrawn'],
  rights: ['role_changed', 'properties_changed'],
  connections: ['api_key_created', 'api_key_deleted', 'dead_letter_redelivered', 'dead_letter_dropped'],
  organisation: ['org_created'],
} as const;

export type ActionGroup = keyof typeof ACTION_GROUPS;
export type KnownAction = (typeof ACTION_GROUPS)[ActionGroup][number];

export const GROUP_NAMES = Object.keys(ACTION_GROUPS) as readonly ActionGroup[];

const KNOWN: ReadonlySet<string> = new Set(Object.values(ACTION_GROUPS).flat());

export const isActionGroup = (value: unknown): value is ActionGroup => GROUP_NAMES.some((group) => group === value);

/** A newer server may have other actions. */
export const isKnownAction = (action: string): action is KnownAction => KNOWN.has(action);

const ICONS: Readonly<Record<KnownAction, Icon>> = {
  signed_in: IconLogin2,
  sign_in_failed: IconShieldExclamation,
  session_ended: IconLogout,
  refresh_reused: IconShieldExclamation,
  password_changed: IconLock,
  password_reset: IconLock,
  org_created: IconBuildingPlus,
  user_invited: IconUserPlus,
  user_joined: IconUserPlus,
  user_changed: IconUserCog,
  role_changed: IconUserCog,
  properties_changed: IconUserCog,
  user_disabled: IconLock,
  user_enabled: IconUserCog,
  invitation_withdrawn: IconUserCog,
  api_key_created: IconKey,
  api_key_deleted: IconKey,
  dead_letter_redelivered: IconMailOpened,
  dead_letter_dropped: IconMailOpened,
};

const NOTABLE: ReadonlySet<string> = new Set<KnownAction>([
  'sign_in_failed',
  'refresh_reused',
  'user_disabled',
  'api_key_created',
]);

/** Whether an entry is highlighted. */
export const isNotable = ({ action }: Pick<AuditEntry, 'action'>): boolean => NOTABLE.has(action);

export const iconOf = ({ action }: Pick<AuditEntry, 'action'>): Icon =>
  isKnownAction(action) ? ICONS[action] : IconClipboardText;
