import type { Property, User } from '@bellhop/hotel';
import { Badge, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { propertiesOf, ROLE_COLOURS, STATUS_COLOURS } from './user-theme.js';

export function RoleBadge({ role }: Pick<User, 'role'>) {
  const { t } = useTranslation('app');
  return (
    <Badge variant={role === 'owner' ? 'filled' : 'light'} color={ROLE_COLOURS[role]} radius="sm">
      {t(`role.${role}`)}
    </Badge>
  );
}

export function StatusBadge({ status }: Pick<User, 'status'>) {
  const { t } = useTranslation('rows');
  return (
    <Badge variant="dot" color={STATUS_COLOURS[status]} radius="sm">
      {t(`user.value.status.${status}`)}
    </Badge>
  );
}

/** The properties of a user, as a row of badges. */
export function PropertyBadges({ user, byId }: { user: User; byId: ReadonlyMap<string, Property> }) {
  const { t } = useTranslation('users');
  const { names, rest } = propertiesOf(user, byId, t('allProperties'));
  if (names.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        {rest === 0 ? t('noProperties') : t('elsewhere', { count: rest })}
      </Text>
    );
  }
  return (
    <>
      {names.map((name) => (
        <Badge key={name} variant="light" color="gray" radius="sm">
          <bdi>{name}</bdi>
        </Badge>
      ))}
      {rest > 0 && (
        <Text size="xs" c="dimmed">
          {t('moreProperties', { count: rest })}
        </Text>
      )}
    </>
  );
}
