import type { Property, User } from '@bellhop/hotel';
import { Badge, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Tag } from '../../ui/tag.js';
import { ROLE_COLOURS, STATUS_COLOURS } from './user-theme.js';

/** How many names are shown before the rest is counted. */
const NAMES_SHOWN = 2;

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
        <Tag key={name}>
          <bdi>{name}</bdi>
        </Tag>
      ))}
      {rest > 0 && (
        <Text size="xs" c="dimmed">
          {t('moreProperties', { count: rest })}
        </Text>
      )}
    </>
  );
}

/**
 * Names the properties of a user. `rest` counts the others: more than fit, or not visible to the signed-in user.
 * @param all the name of all properties
 */
function propertiesOf(
  { allProperties, propertyIds }: Pick<User, 'allProperties' | 'propertyIds'>,
  byId: ReadonlyMap<string, Property>,
  all: string,
): { readonly names: readonly string[]; readonly rest: number } {
  if (allProperties) return { names: [all], rest: 0 };
  const known = propertyIds.flatMap((id) => byId.get(id)?.name ?? []);
  const names = known.slice(0, NAMES_SHOWN);
  return { names, rest: propertyIds.length - names.length };
}
