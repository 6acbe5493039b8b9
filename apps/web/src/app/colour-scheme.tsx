import { ActionIcon, Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun, type Icon } from '@tabler/icons-react';

const SCHEMES: Readonly<Record<MantineColorScheme, { label: string; icon: Icon }>> = {
  auto: { label: 'System', icon: IconDeviceDesktop },
  light: { label: 'Light', icon: IconSun },
  dark: { label: 'Dark', icon: IconMoon },
};

const NAMES = ['auto', 'light', 'dark'] as const;

export function ColourSchemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Current = SCHEMES[colorScheme].icon;
  return (
    <Menu width={190}>
      <Menu.Target>
        <ActionIcon size={36} aria-label="Colour scheme" visibleFrom="sm">
          <Current size={19} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <ColourSchemeItems current={colorScheme} onChoose={setColorScheme} />
      </Menu.Dropdown>
    </Menu>
  );
}

export interface ColourSchemeItemsProps {
  readonly current: MantineColorScheme;
  readonly onChoose: (scheme: MantineColorScheme) => void;
}

export function ColourSchemeItems({ current, onChoose }: ColourSchemeItemsProps) {
  return NAMES.map((name) => {
    const { label, icon: Mark } = SCHEMES[name];
    return (
      <Menu.Item
        key={name}
        role="menuitemradio"
        aria-checked={name === current}
        leftSection={<Mark size={17} stroke={1.7} aria-hidden />}
        rightSection={name === current ? <IconCheck size={16} aria-hidden /> : null}
        onClick={() => onChoose(name)}
      >
        {label}
      </Menu.Item>
    );
  });
}
