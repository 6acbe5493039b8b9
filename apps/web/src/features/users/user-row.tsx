import type { Property, User } from '@bellhop/hotel';
import { useArrived } from '@bellhop/react';
import { Avatar, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useUser } from '../../session.js';
import { InvitationNote } from './invitation-note.js';
import { users } from '../../people/live.js';
import { PropertyBadges, RoleBadge, StatusBadge } from './user-badges.js';
import { type UserActions, UserMenu } from './user-menu.js';
import classes from './users.module.css';
import { Table } from '../../ui/table.js';

export interface UserRowProps {
  readonly user: User;
  readonly byId: ReadonlyMap<string, Property>;
  readonly actions: UserActions;
}

export function UserTableRow({ user, byId, actions }: UserRowProps) {
  return (
    <Table.Tr data-arrived={useArrived(users, user)} data-status={user.status}>
      <Table.Td>
        <Person user={user} />
      </Table.Td>
      <Table.Td>
        <RoleBadge {...user} />
      </Table.Td>
      <Table.Td>
        <Group gap={6}>
          <PropertyBadges user={user} byId={byId} />
        </Group>
      </Table.Td>
      <Table.Td>
        <StatusBadge {...user} />
        <InvitationNote user={user} />
      </Table.Td>
      <Table.Td w={48} p={0}>
        <UserMenu user={user} actions={actions} />
      </Table.Td>
    </Table.Tr>
  );
}

/** The same, for a narrow screen. */
export function UserListItem({ user, byId, actions }: UserRowProps) {
  return (
    <li className={classes.item} data-arrived={useArrived(users, user)} data-status={user.status}>
      <Person user={user} />
      <UserMenu user={user} actions={actions} />
      <Group gap={6} className={classes.badges}>
        <RoleBadge {...user} />
        {user.status !== 'active' && <StatusBadge {...user} />}
        <PropertyBadges user={user} byId={byId} />
        <InvitationNote user={user} />
      </Group>
    </li>
  );
}

function Person({ user }: { user: User }) {
  const { t } = useTranslation('users');
  const me = useUser();
  return (
    <Group gap={12} wrap="nowrap" miw={0}>
      <Avatar name={user.name} color="livery" variant="light" size={36} radius="xl" aria-hidden />
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={600} truncate className={classes.name}>
          <bdi>{user.name}</bdi>
          {user.userId === me.userId && (
            <Text component="span" size="sm" c="dimmed" fw={400}>
              {` ${t('you')}`}
            </Text>
          )}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          <bdi>{user.email}</bdi>
        </Text>
      </div>
    </Group>
  );
}
