import type { User } from '@bellhop/hotel';
import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconLock, IconLockOpen, IconMailForward, IconMailOff, IconPencil } from '@tabler/icons-react';
import { useUser } from '../../session.js';

/** Actions on a user, implemented by the page. */
export interface UserActions {
  readonly edit: (user: User) => void;
  readonly inviteAgain: (user: User) => void;
  readonly withdraw: (user: User) => void;
  readonly disable: (user: User) => void;
  readonly enable: (user: User) => void;
}

/** Owners may do everything; others may change their own name. */
export function UserMenu({ user, actions }: { user: User; actions: UserActions }) {
  const me = useUser();
  const mine = user.userId === me.userId;
  if (me.role !== 'owner' && !mine) return null;
  const owner = me.role === 'owner';
  return (
    <Menu width={260}>
      <Menu.Target>
        <ActionIcon size={32} aria-label={`Actions for ${user.name}`}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => actions.edit(user)}>
          {owner ? 'Edit' : 'Change your name'}
        </Menu.Item>
        {owner && user.status === 'invited' && (
          <>
            <Menu.Item
              leftSection={<IconMailForward size={16} aria-hidden />}
              onClick={() => actions.inviteAgain(user)}
            >
              Resend invitation
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item
              c="var(--mantine-color-error)"
              leftSection={<IconMailOff size={16} aria-hidden />}
              onClick={() => actions.withdraw(user)}
            >
              Withdraw invitation
            </Menu.Item>
          </>
        )}
        {owner && user.status === 'active' && !mine && (
          <>
            <Menu.Divider />
            <Menu.Item
              c="var(--mantine-color-error)"
              leftSection={<IconLock size={16} aria-hidden />}
              onClick={() => actions.disable(user)}
            >
              Disable
            </Menu.Item>
          </>
        )}
        {owner && user.status === 'disabled' && (
          <Menu.Item leftSection={<IconLockOpen size={16} aria-hidden />} onClick={() => actions.enable(user)}>
            Enable
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
