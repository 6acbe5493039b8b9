import { BOOKING_CATEGORIES } from '@bellhop/hotel';
import { useMantineColorScheme } from '@mantine/core';
import {
  IconBuilding,
  IconDevices,
  IconDeviceDesktop,
  IconFilter,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconPlus,
  IconSun,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { pagesFor } from '../../pages/domains.js';
import { usePageLabel } from '../../pages/page-label.js';
import { useUser } from '../../session.js';
import { keepProperty } from '../../ui/address.js';
import { categoryName } from '../finance/booking-kinds.js';
import { useProperties } from '../properties/use-properties.js';
import { SHORTCUTS } from '../shortcuts/page-shortcuts.js';
import { rowFormFor } from '../unsaved/row-forms.js';
import type { KnownEntry } from './entries.js';
import { pageOfKind } from './pages-of-kinds.js';

const SCHEMES = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon } as const;
/** Rows that can be added from anywhere. */
const NEW = ['task', 'revenue', 'expense', 'user', 'property'] as const;

export interface KnownEntries {
  readonly pages: readonly KnownEntry[];
  readonly actions: readonly KnownEntry[];
}

/** Pages, lists with a filter, and actions: what is found without the server. */
export function useKnownEntries(onShortcuts: () => void, onSignOut: () => void): KnownEntries {
  const { t } = useTranslation(['overlay', 'app']);
  const { role } = useUser();
  const { properties, selected, select } = useProperties();
  const { setColorScheme } = useMantineColorScheme();
  const labelOf = usePageLabel();
  const navigate = useNavigate();

  const pages: KnownEntry[] = [
    ...pagesFor(role).map((page) => ({
      id: page.path,
      icon: page.icon,
      title: labelOf(page),
      keys: SHORTCUTS.find(({ path }) => path === page.path)?.keys ?? [],
      choose: () => void navigate({ to: page.path, search: keepProperty }),
    })),
    {
      id: 'devices',
      icon: IconDevices,
      title: t('app:account.devices'),
      choose: () => void navigate({ to: '/app/devices', search: keepProperty }),
    },
    ...(pageOfKind('revenue', role)
      ? BOOKING_CATEGORIES.map((category) => ({
          id: `category ${category}`,
          icon: IconFilter,
          title: t('search.bookingsOf', { category: categoryName(category) }),
          choose: () =>
            void navigate({ to: '/app/finance', search: (search) => ({ ...keepProperty(search), category }) }),
        }))
      : []),
  ];
  const actions: KnownEntry[] = [
    ...NEW.filter((kind) => pageOfKind(kind, role) && rowFormFor(kind, role)).map((kind) => ({
      id: `new ${kind}`,
      icon: IconPlus,
      title: t(`search.new.${kind}`),
      choose: () =>
        void navigate({
          to: pageOfKind(kind, role)?.path ?? '.',
          search: (search) => ({ ...keepProperty(search), row: `${kind}:new` }),
        }),
    })),
    ...(selected
      ? [{ id: 'everywhere', icon: IconBuilding, title: t('search.allProperties'), choose: () => select(undefined) }]
      : []),
    ...properties
      .filter(({ propertyId }) => propertyId !== selected?.propertyId && properties.length > 1)
      .map(({ propertyId, name }) => ({
        id: `switch ${propertyId}`,
        icon: IconBuilding,
        title: t('search.switchTo', { name }),
        also: [name],
        choose: () => select(propertyId),
      })),
    ...(['dark', 'light', 'auto'] as const).map((scheme) => ({
      id: `scheme ${scheme}`,
      icon: SCHEMES[scheme],
      title: t(`search.scheme.${scheme}`),
      also: [t('app:colourScheme')],
      choose: () => setColorScheme(scheme),
    })),
    { id: 'shortcuts', icon: IconKeyboard, title: t('app:account.shortcuts'), keys: ['?'], choose: onShortcuts },
    { id: 'signOut', icon: IconLogout, title: t('app:account.signOut'), choose: onSignOut },
  ];
  return { pages, actions };
}
