import type { Property, User } from '@bellhop/hotel';
import { Badge, Text } from '@mantine/core';
import { propertiesOf, ROLE_COLOURS, ROLE_NAMES, STATUS_COLOURS, STATUS_NAMES } from './user-theme.js';

export function RoleBadge({ role }: Pick<User, 'role'>) {
  return (
    <Badge variant={role === 'owner' ? 'filled' : 'light'} color={ROLE_COLOURS[role]} radius="sm">
      {ROLE_NAMES[role]}
    </Badge>
  );
}

export function StatusBadge({ status }: Pick<User, 'status'>) {
  return (
    <Badge variant="dot" color={STATUS_COLOURS[status]} radius="sm">
      {STATUS_NAMES[status]}
    </Badge>
  );
}

/** The properties of a user, as a row of badges. */
export function PropertyBadges({ user, byId }: { user: User; byId: ReadonlyMap<string, Property> }) {
  const { names, rest } = propertiesOf(user, byId);
  if (names.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        {rest === 0 ? 'No properties' : `${rest} elsewhere`}
      </Text>
    );
  }
  return (
    <>
      {names.map((name) => (
        <Badge key={name} variant="light" color="gray" radius="sm">
          {name}
        </Badge>
      ))}
      {rest > 0 && (
        <Text size="xs" c="dimmed">
          {`+ ${rest} more`}
        </Text>
      )}
    </>
  );
}
