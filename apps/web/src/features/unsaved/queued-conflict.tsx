import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { textOf } from '../../ui/form-fields.js';
import { useNameOf } from '../../ui/who.js';
import type { QueuedSave } from '../../unsaved/outbox.js';

export interface QueuedConflictProps {
  readonly save: QueuedSave;
  /** The row as others have left it. */
  readonly theirs: NonNullable<QueuedSave['theirs']>;
  readonly onMine: () => void;
  readonly onTheirs: () => void;
}

/** Shows both values of a change by a button that others got ahead of, to choose one. */
export function QueuedConflict({ save, theirs, onMine, onTheirs }: QueuedConflictProps) {
  const { t } = useTranslation('ui');
  const name = useNameOf(typeof theirs['updatedBy'] === 'string' ? theirs['updatedBy'] : undefined);
  const fields = Object.keys(save.after);
  const valuesIn = (row: Readonly<Record<string, unknown>>) =>
    fields.map((field) => textOf([], [field], row)).map(({ label, text }) => `${label}: ${text || t('emptyValue')}`);
  return (
    <>
      <Text size="sm" mt={4}>
        {save.action === 'delete'
          ? t('changedSinceDeleted', { name })
          : t('changedTo', { name, values: valuesIn(theirs) })}
      </Text>
      <Group gap="xs" mt="xs">
        <Button size="xs" variant="default" onClick={onMine}>
          {save.action === 'delete' ? t('deleteAnyway') : t('useMine', { values: valuesIn(save.after) })}
        </Button>
        <Button size="xs" variant="default" onClick={onTheirs}>
          {save.action === 'delete' ? t('keepRow') : t('keepTheirs')}
        </Button>
      </Group>
    </>
  );
}
