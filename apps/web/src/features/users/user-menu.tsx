import type { User } from '@bellhop/hotel';
import { IconLock, IconLockOpen, IconMailForward, IconMailOff, IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useUser } from '../../session.js';
import { ActionItem, ActionsMenu } from '../../ui/actions-menu.js';
import { HistoryItem } from '../../ui/history-item.js';

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
    <ActionsMenu name={user.name} width={260}>
      {(Menu) => (
        <>
          {mayEdit && (
            <ActionItem menu={Menu} icon={IconPencil} onClick={() => actions.edit(user)}>
              {owner ? t('ui:edit') : t('changeYourName')}
            </ActionItem>
          )}
          {mayReadHistory && <HistoryItem menu={Menu} of={{ resource: 'user', rowId: user.userId, name: user.name }} />}
          {owner && user.status === 'invited' && (
            <>
              <ActionItem menu={Menu} icon={IconMailForward} onClick={() => actions.inviteAgain(user)}>
                {t('resendInvitation')}
              </ActionItem>
              <Menu.Divider />
              <ActionItem menu={Menu} icon={IconMailOff} isDestructive onClick={() => actions.withdraw(user)}>
                {t('withdrawInvitation')}
              </ActionItem>
            </>
          )}
          {owner && user.status === 'active' && !mine && (
            <>
              <Menu.Divider />
              <ActionItem menu={Menu} icon={IconLock} isDestructive onClick={() => actions.disable(user)}>
                {t('disable')}
              </ActionItem>
            </>
          )}
          {owner && user.status === 'disabled' && (
            <ActionItem menu={Menu} icon={IconLockOpen} onClick={() => actions.enable(user)}>
              {t('enable')}
            </ActionItem>
          )}
        </>
      )}
    </ActionsMenu>
  );
}
