import { Group, Paper, ThemeIcon, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Tag } from '../../ui/tag.js';

export interface StepPanelProps {
  readonly number: number;
  readonly title: string;
  readonly isDone: boolean;
  readonly children: ReactNode;
}

/** One of the first steps. */
export function StepPanel({ number, title, isDone, children }: StepPanelProps) {
  const id = useId();
  const { t } = useTranslation('onboarding');
  return (
    <Paper component="section" aria-labelledby={id} p="lg" variant="surface">
      <Group mb="md" gap="sm" wrap="nowrap">
        <ThemeIcon size={30} radius="xl" variant={isDone ? 'filled' : 'light'} aria-hidden>
          {isDone ? <IconCheck size={17} /> : number}
        </ThemeIcon>
        <Title order={2} id={id} flex={1}>
          {title}
        </Title>
        {isDone && <Tag tone="livery">{t('stepDone')}</Tag>}
      </Group>
      {children}
    </Paper>
  );
}
