import { Button } from '@mantine/core';
import { IconBuilding } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useUser } from '../../session.js';
import { StatePanel } from '../../ui/state-panel.js';

export interface NoPropertyProps {
  /** What cannot be done: `Bookings belong to a property.` */
  readonly why?: string;
  readonly isPage?: boolean;
}

/** Shown where a property is needed and the user sees none in use. */
export function NoProperty({ why = '', isPage = false }: NoPropertyProps) {
  const { role } = useUser();
  return role === 'owner' ? (
    <StatePanel
      isPage={isPage}
      icon={IconBuilding}
      title="Add your first property"
      text={`${why} It takes a name and a city.`.trim()}
      action={
        <Button component={Link} to="/app/start">
          Add a property
        </Button>
      }
    />
  ) : (
    <StatePanel
      isPage={isPage}
      icon={IconBuilding}
      title="You see no property yet"
      text={`${why} Ask an owner of your group to give you access to one.`.trim()}
      action={
        <Button component={Link} to="/app/users" variant="default">
          See who is an owner
        </Button>
      }
    />
  );
}
