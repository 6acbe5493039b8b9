import type { Recurrence } from '@bellhop/hotel';
import { Alert, Button, Group } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useUndoable } from '../../ui/use-undoable.js';
import { recurrences } from './live.js';
import { ruleSentence } from './rule-sentence.js';

export interface RuleOfTaskProps {
  readonly recurrence: Recurrence;
  readonly onChange: () => void;
}

/** Says by which rule a task recurs, to change or to stop it. */
export function RuleOfTask({ recurrence, onChange }: RuleOfTaskProps) {
  const { t } = useTranslation(['tasks', 'ui']);
  const { remove } = useUndoable(recurrences);
  return (
    <Alert
      color="livery"
      variant="light"
      icon={<IconRepeat size={18} aria-hidden />}
      title={ruleSentence(recurrence.rule)}
    >
      {t('repeat.ofTask')}
      <Group gap="xs" mt="xs">
        <Button size="xs" variant="light" onClick={onChange}>
          {t('repeat.change')}
        </Button>
        <Button
          size="xs"
          variant="subtle"
          color="red"
          onClick={() => remove(recurrence, t('repeat.stopped', { title: recurrence.title }))}
        >
          {t('repeat.stop')}
        </Button>
      </Group>
    </Alert>
  );
}
