import { ActionIcon, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { MenuParts } from '../ui/loaded-menu.js';
import { MenuButton } from '../ui/menu-button.js';

const ICONS: Readonly<Record<MantineColorScheme, Icon>> = {
  auto: IconDeviceDesktop,
  light: IconSun,
  dark: IconMoon,
};

const NAMES = ['auto', 'light', 'dark'] as const;

export function ColourSchemeToggle() {
  const { t } = useTranslation('app');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Current = ICONS[colorScheme];
  return (
    <MenuButton
      width={190}
      button={
        <ActionIcon size={36} aria-label={t('colourScheme')} visibleFrom="sm">
          <Current size={19} stroke={1.7} />
        </ActionIcon>
      }
    >
      {(Menu) => (
        <>
          <ColourSchemeItems menu={Menu} current={colorScheme} onChoose={setColorScheme} />
        </>
      )}
    </MenuButton>
  );
}

export interface ColourSchemeItemsProps {
  readonly menu: MenuParts;
  readonly current: MantineColorScheme;
  readonly onChoose: (scheme: MantineColorScheme) => void;
}

export function ColourSchemeItems({ menu: Menu, current, onChoose }: ColourSchemeItemsProps) {
  const { t } = useTranslation('app');
  return NAMES.map((name) => {
    const Mark = ICONS[name];
    return (
      <Menu.Item
        key={name}
        role="menuitemradio"
        aria-checked={name === current}
        leftSection={<Mark size={17} stroke={1.7} aria-hidden />}
        rightSection={name === current ? <IconCheck size={16} aria-hidden /> : null}
        onClick={() => onChoose(name)}
      >
        {t(`scheme.${name}`)}
      </Menu.Item>
    );
  });
}
