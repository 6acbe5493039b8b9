import type { Property, User } from '@bellhop/hotel';
import { useArrived } from '@bellhop/react';
import { Avatar, Group, Stack, Text } from '@mantine/core';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useUser } from '../../session.js';
import { InvitationNote } from './invitation-note.js';
import { users } from '../../people/live.js';
import { MenuCell, TableCell, TableRow } from '../../ui/row-table.js';
import { PropertyBadges, RoleBadge, StatusBadge } from './user-badges.js';
import { type UserActions, UserMenu } from './user-menu.js';
import classes from './users.module.css';

export interface UserRowProps {
  readonly user: User;
  readonly byId: ReadonlyMap<string, Property>;
  readonly actions: UserActions;
}

function Line({ user, byId, actions }: UserRowProps) {
  return (
    <TableRow data-arrived={useArrived(users, user)} data-status={user.status}>
      <TableCell>
        <Person user={user} />
      </TableCell>
      <TableCell>
        <RoleBadge {...user} />
      </TableCell>
      <TableCell>
        <Group gap={6}>
          <PropertyBadges user={user} byId={byId} />
        </Group>
      </TableCell>
      <TableCell>
        <Stack gap={4} align="flex-start">
          <StatusBadge {...user} />
          <InvitationNote user={user} />
        </Stack>
      </TableCell>
      <MenuCell>
        <UserMenu user={user} actions={actions} />
      </MenuCell>
    </TableRow>
  );
}

export const UserTableRow = memo(Line);

/** The same, for a narrow screen. */
function ListItem({ user, byId, actions }: UserRowProps) {
  return (
    <div role="listitem" className={classes.item} data-arrived={useArrived(users, user)} data-status={user.status}>
      <Person user={user} />
      <UserMenu user={user} actions={actions} />
      <Group gap={6} className={classes.badges}>
        <RoleBadge {...user} />
        {user.status !== 'active' && <StatusBadge {...user} />}
        <PropertyBadges user={user} byId={byId} />
        <InvitationNote user={user} />
      </Group>
    </div>
  );
}

export const UserListItem = memo(ListItem);

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
