import type { Property } from '@bellhop/hotel';
import { ActionIcon } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { HistoryItem } from '../../ui/history-item.js';
import { MenuButton } from '../../ui/menu-button.js';
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
  const { t } = useTranslation(['properties', 'ui']);
  return (
    <MenuButton
      width={200}
      button={
        <ActionIcon size={32} aria-label={t('ui:actionsFor', { name: property.name })}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      }
    >
      {(Menu) => (
        <>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => actions.edit(property)}>
            {t('ui:edit')}
          </Menu.Item>
          <HistoryItem menu={Menu} of={{ resource: 'property', rowId: property.propertyId, name: property.name }} />
          {isArchived(property) ? (
            <>
              <Menu.Item
                leftSection={<IconArchiveOff size={16} aria-hidden />}
                onClick={() => actions.restore(property)}
              >
                {t('bringBack')}
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item
                c="var(--mantine-color-error)"
                leftSection={<IconTrash size={16} aria-hidden />}
                onClick={() => actions.remove(property)}
              >
                {t('ui:delete')}
              </Menu.Item>
            </>
          ) : (
            <Menu.Item leftSection={<IconArchive size={16} aria-hidden />} onClick={() => actions.archive(property)}>
              {t('archive')}
            </Menu.Item>
          )}
        </>
      )}
    </MenuButton>
  );
}
