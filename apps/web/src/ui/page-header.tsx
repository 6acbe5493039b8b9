import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

export interface PageHeaderProps {
  readonly title: string;
  readonly subtitle: string;
  /** Stands beside the title. */
  readonly mark?: ReactNode;
  readonly children?: ReactNode;
}

export function PageHeader({ title, subtitle, mark, children }: PageHeaderProps) {
  return (
    <Group justify="space-between" align="flex-end" gap="md" mb="lg">
      <div>
        <Group gap="sm">
          <Title order={1}>{title}</Title>
          {mark}
        </Group>
        <Text c="dimmed" size="sm" mt={2}>
          {subtitle}
        </Text>
      </div>
      <Group gap="sm" maw="100%">
        {children}
      </Group>
    </Group>
  );
}
