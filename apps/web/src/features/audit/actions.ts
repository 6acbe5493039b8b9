import type { AuditEntry } from '@bellhop/protocol';
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
import { deviceOf } from '../../ui/device.js';

export interface ActionDisplay {
  readonly label: string;
  readonly icon: Icon;
  /** Whether the entry is highlighted. */
  readonly isNotable?: true;
}

const ACTIONS: Readonly<Record<string, ActionDisplay>> = {
  signed_in: { label: 'Signed in', icon: IconLogin2 },
  sign_in_failed: { label: 'Failed to sign in', icon: IconShieldExclamation, isNotable: true },
  session_ended: { label: 'Ended a session', icon: IconLogout },
  refresh_reused: { label: 'A session token was used twice', icon: IconShieldExclamation, isNotable: true },
  password_changed: { label: 'Changed the password', icon: IconLock },
  password_reset: { label: 'Reset the password', icon: IconLock },
  org_created: { label: 'Opened the account', icon: IconBuildingPlus },
  user_invited: { label: 'Invited', icon: IconUserPlus },
  user_joined: { label: 'Joined', icon: IconUserPlus },
  user_changed: { label: 'Changed the name', icon: IconUserCog },
  role_changed: { label: 'Changed the role', icon: IconUserCog },
  properties_changed: { label: 'Changed the properties', icon: IconUserCog },
  user_disabled: { label: 'Disabled', icon: IconLock, isNotable: true },
  user_enabled: { label: 'Enabled', icon: IconUserCog },
  invitation_withdrawn: { label: 'Withdrew an invitation', icon: IconUserCog },
  api_key_created: { label: 'Created an API key', icon: IconKey, isNotable: true },
  api_key_deleted: { label: 'Deleted an API key', icon: IconKey },
  dead_letter_redelivered: { label: 'Redelivered a dead letter', icon: IconMailOpened },
  dead_letter_dropped: { label: 'Dropped a dead letter', icon: IconMailOpened },
};

/** Returns the label and icon of an action; a newer server may have actions that are unknown here. */
export function displayOf({ action }: Pick<AuditEntry, 'action'>): ActionDisplay {
  const words = action.replaceAll('_', ' ');
  return ACTIONS[action] ?? { label: words.charAt(0).toUpperCase() + words.slice(1), icon: IconClipboardText };
}

/** Summarises the details of an entry; undefined if they have nothing to show. */
export function changeIn(details: string | null): string | undefined {
  const { from, to, reason, outcome, domains, userAgent, attempts } = parse(details);
  if (isWord(from) && isWord(to)) return `from ${from} to ${to}`;
  if (isWord(userAgent)) return deviceOf(userAgent).name;
  const words = [reason, outcome].filter(isWord);
  if (Array.isArray(domains)) words.push(domains.filter(isWord).join(', '));
  if (typeof attempts === 'number') words.push(`${attempts} times within an hour`);
  return words.length > 0 ? words.join(', ').replaceAll('_', ' ') : undefined;
}

const isWord = (value: unknown): value is string => typeof value === 'string' && value !== '';

function parse(details: string | null): Readonly<Record<string, unknown>> {
  try {
    const read = JSON.parse(details ?? '{}') as unknown;
    return typeof read === 'object' && read !== null ? (read as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
