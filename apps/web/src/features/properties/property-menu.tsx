import type { Property } from '@bellhop/hotel';
import { IconArchive, IconArchiveOff, IconPencil, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ActionItem, ActionsMenu } from '../../ui/actions-menu.js';
import { HistoryItem } from '../../ui/history-item.js';
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
    <ActionsMenu name={property.name}>
      {(Menu) => (
        <>
          <ActionItem menu={Menu} icon={IconPencil} onClick={() => actions.edit(property)}>
            {t('ui:edit')}
          </ActionItem>
          <HistoryItem menu={Menu} of={{ resource: 'property', rowId: property.propertyId, name: property.name }} />
          {isArchived(property) ? (
            <>
              <ActionItem menu={Menu} icon={IconArchiveOff} onClick={() => actions.restore(property)}>
                {t('bringBack')}
              </ActionItem>
              <Menu.Divider />
              <ActionItem menu={Menu} icon={IconTrash} isDestructive onClick={() => actions.remove(property)}>
                {t('ui:delete')}
              </ActionItem>
            </>
          ) : (
            <ActionItem menu={Menu} icon={IconArchive} onClick={() => actions.archive(property)}>
              {t('archive')}
            </ActionItem>
          )}
        </>
      )}
    </ActionsMenu>
  );
}
