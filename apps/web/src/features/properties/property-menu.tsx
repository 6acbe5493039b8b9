import type { Property } from '@bellhop/hotel';
import { ActionIcon, Menu } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { isArchived } from './live.js';

/** Actions on a property, implemented by the page. */
export interface PropertyActions {
  readonly edit: (property: Property) => void;
  readonly archive: (property: Property) => void;
  readonly restore: (property: Property) => void;
  readonly remove: (property: Property) => void;
}

/** For owners. */
export function PropertyMenu({ property, actions }: { property: Property; actions: PropertyActions }) {
  return (
    <Menu width={200}>
      <Menu.Target>
        <ActionIcon size={32} aria-label={`Actions for ${property.name}`}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => actions.edit(property)}>
          Edit
        </Menu.Item>
        {isArchived(property) ? (
          <>
            <Menu.Item leftSection={<IconArchiveOff size={16} aria-hidden />} onClick={() => actions.restore(property)}>
              Bring back
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item
              c="var(--mantine-color-error)"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => actions.remove(property)}
            >
              Delete
            </Menu.Item>
          </>
        ) : (
          <Menu.Item leftSection={<IconArchive size={16} aria-hidden />} onClick={() => actions.archive(property)}>
            Archive
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
