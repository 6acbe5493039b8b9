import { Group, Paper, Title, type PaperProps } from '@mantine/core';
import { useId, type ReactNode } from 'react';

export interface PanelProps extends PaperProps {
  readonly title: string;
  /** Shown beside the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A section with a title. */
export function Panel({ title, aside, children, ...paper }: PanelProps) {
  const id = useId();
  return (
    <Paper component="section" aria-labelledby={id} p="lg" variant="surface" {...paper}>
      <Group justify="space-between" mb="md" mih={30}>
        <Title order={2} id={id}>
          {title}
        </Title>
        {aside}
      </Group>
      {children}
    </Paper>
  );
}
