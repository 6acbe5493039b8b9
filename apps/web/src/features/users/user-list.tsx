import type { UserStatus } from '@bellhop/hotel';
import { useLiveQuery } from '@bellhop/react';

import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { LoadMore } from '../../ui/load-more.js';
import { LoadingRows } from '../../ui/loading-rows.js';
import { FailedPanel, RefreshFailed, StatePanel } from '../../ui/state-panel.js';
import { usePhone } from '../../ui/use-phone.js';
import { Table } from '../../ui/table.js';
import { useProperties } from '../properties/use-properties.js';
import { users } from '../../people/live.js';
import type { UserActions } from './user-menu.js';
import { UserListItem, UserTableRow } from './user-row.js';
import classes from './users.module.css';

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

  if (list.isPending) return <LoadingRows height={44} />;
  if (list.isError && list.rows.length === 0) {
    return <FailedPanel error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (list.rows.length === 0) {
    return <StatePanel icon={IconUsers} title={t('noUsers')} text={t(`noneOf.${status ?? 'all'}`)} />;
  }

  const items = list.rows.map((user) => ({ user, byId, actions }));
  return (
    <div style={{ opacity: list.isPlaceholderData ? 0.5 : 1 }} aria-busy={list.isPlaceholderData}>
      <RefreshFailed {...list} />
      {phone ? (
        <ul className={classes.list}>
          {items.map((item) => (
            <UserListItem key={item.user.userId} {...item} />
          ))}
        </ul>
      ) : (
        <div className={classes.wide}>
          <Table className={classes.table} highlightOnHover aria-label={t('app:page.users')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col" w="34%">
                  {t('name')}
                </Table.Th>
                <Table.Th scope="col" w={120}>
                  {t('role')}
                </Table.Th>
                <Table.Th scope="col">{t('properties')}</Table.Th>
                <Table.Th scope="col" w={190}>
                  {t('statusLabel')}
                </Table.Th>
                <Table.Th scope="col" w={48}>
                  <span className={classes.unseen}>{t('ui:actions')}</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((item) => (
                <UserTableRow key={item.user.userId} {...item} />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <LoadMore {...list} />
    </div>
  );
}
