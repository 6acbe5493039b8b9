import type { User, UserStatus } from '@bellhop/hotel';
import { useLiveQuery, useShownRows } from '@bellhop/react';
import { IconUsers } from '@tabler/icons-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ListStates } from '../../ui/list-states.js';
import { menuColumn, RowCards, RowTable } from '../../ui/row-table.js';
import { StatePanel } from '../../ui/state-panel.js';
import { usePhone } from '../../ui/use-phone.js';
import { useProperties } from '../properties/use-properties.js';
import { users } from '../../people/live.js';
import type { UserActions } from './user-menu.js';
import { UserListItem, UserTableRow } from './user-row.js';

export interface UserListProps {
  /** Undefined: all users. */
  readonly status: UserStatus | undefined;
  readonly actions: UserActions;
}

/** The live list of users. */
export function UserList({ status, actions }: UserListProps) {
  const { t } = useTranslation(['users', 'app', 'ui']);
  const { propertyId, byId } = useProperties();
  const list = useLiveQuery(users, { propertyId, status });
  const phone = usePhone();

  const render = useCallback(
    (user: User) => {
      const Shown = phone ? UserListItem : UserTableRow;
      return <Shown key={user.userId} user={user} byId={byId} actions={actions} />;
    },
    [phone, byId, actions],
  );

  const rows = { rows: useShownRows(list.rows, users.idOf), idOf: users.idOf, children: render };
  return (
    <ListStates
      list={list}
      isEmpty={list.rows.length === 0}
      rowHeight={44}
      empty={<StatePanel icon={IconUsers} title={t('noUsers')} text={t(`noneOf.${status ?? 'all'}`)} />}
    >
      {phone ? (
        <RowCards label={t('app:page.users')} rowHeight={6.5} {...rows} />
      ) : (
        <RowTable
          label={t('app:page.users')}
          rowHeight={3.75}
          columns={[
            { title: t('name'), least: 13, share: 1.4 },
            { title: t('role'), least: 7.5, share: 0.3 },
            { title: t('properties'), least: 10, share: 1.4 },
            { title: t('statusLabel'), least: 11, share: 0.7 },
            menuColumn(t('ui:actions')),
          ]}
          {...rows}
        />
      )}
    </ListStates>
  );
}
