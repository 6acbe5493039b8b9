import { Avatar, type AvatarProps } from '@mantine/core';
import { IconUserQuestion } from '@tabler/icons-react';
import type { Person } from './people.js';
import classes from './person-avatar.module.css';

export interface PersonAvatarProps extends Pick<AvatarProps, 'size'> {
  /** Undefined: somebody who is not known. */
  readonly person: Person | undefined;
}

/** Initials of a person, in a colour of their own. Decorative: the name stands beside it, or in the label around it. */
export function PersonAvatar({ person, size = 'sm' }: PersonAvatarProps) {
  return person ? (
    <Avatar size={size} radius="xl" color="initials" name={person.userId} aria-hidden>
      <span className={classes.initials} data-initials={person.initials} />
    </Avatar>
  ) : (
    <Avatar size={size} radius="xl" aria-hidden>
      <IconUserQuestion size="60%" />
    </Avatar>
  );
}
