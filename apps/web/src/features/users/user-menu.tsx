import type { User } from '@bellhop/hotel';
import { ActionIcon } from '@mantine/core';
import { IconDots, IconLock, IconLockOpen, IconMailForward, IconMailOff, IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useUser } from '../../session.js';
import { HistoryItem } from '../../ui/history-item.js';
import { MenuButton } from '../../ui/menu-button.js';

/** Actions on a user, implemented by the page. */
export interface UserActions {
  readonly edit: (user: User) => void;
  readonly inviteAgain: (user: User) => void;
  readonly withdraw: (user: User) => void;
  readonly disable: (user: User) => void;
  readonly enable: (user: User) => void;
}

/** Owners may do everything, managers see what was changed, and everybody may change their own name. */
export function UserMenu({ user, actions }: { user: User; actions: UserActions }) {
  const { t } = useTranslation(['users', 'ui']);
  const me = useUser();
  const mine = user.userId === me.userId;
  const owner = me.role === 'owner';
  // As the server has it: how colleagues got their rights does not concern everyone.
  const mayReadHistory = owner || me.role === 'manager';
  const mayEdit = owner || mine;
  if (!mayEdit && !mayReadHistory) return null;
  return (
    <MenuButton
      width={260}
      button={
        <ActionIcon size={32} aria-label={t('ui:actionsFor', { name: user.name })}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      }
    >
      {(Menu) => (
        <>
          {mayEdit && (
            <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => actions.edit(user)}>
              {owner ? t('ui:edit') : t('changeYourName')}
            </Menu.Item>
          )}
          {mayReadHistory && <HistoryItem menu={Menu} of={{ resource: 'user', rowId: user.userId, name: user.name }} />}
          {owner && user.status === 'invited' && (
            <>
              <Menu.Item
                leftSection={<IconMailForward size={16} aria-hidden />}
                onClick={() => actions.inviteAgain(user)}
              >
                {t('resendInvitation')}
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item
                c="var(--mantine-color-error)"
                leftSection={<IconMailOff size={16} aria-hidden />}
                onClick={() => actions.withdraw(user)}
              >
                {t('withdrawInvitation')}
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
                {t('disable')}
              </Menu.Item>
            </>
          )}
          {owner && user.status === 'disabled' && (
            <Menu.Item leftSection={<IconLockOpen size={16} aria-hidden />} onClick={() => actions.enable(user)}>
              {t('enable')}
            </Menu.Item>
          )}
        </>
      )}
    </MenuButton>
  );
}
