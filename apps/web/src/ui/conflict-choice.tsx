import { Alert, Radio, Stack, Text } from '@mantine/core';
import { IconGitMerge } from '@tabler/icons-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './form-notices.module.css';
import { useAgo } from './moments.js';
import type { RowForm, ShownConflict } from './row-form.js';
import { useNameOf } from './who.js';

export interface ConflictChoiceProps {
  readonly conflict: ShownConflict;
  /** Tells when the user's value may have changed. */
  readonly subscribe: RowForm['subscribe'];
  /** Focuses the choice, each time it changes to another positive number. */
  readonly asked: number;
}

/** Shows both values of a field that the user and somebody else changed, to choose one. */
export function ConflictChoice({ conflict, subscribe, asked }: ConflictChoiceProps) {
  const { label, theirs, by, at, choose } = conflict;
  const mine = useSyncExternalStore(subscribe, conflict.mine);
  const side = useSyncExternalStore(subscribe, conflict.side);
  const { t } = useTranslation('ui');
  const name = useNameOf(by);
  const when = useAgo(at);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (asked > 0) first.current?.focus();
  }, [asked]);
  return (
    <Alert color="brass" icon={<IconGitMerge size={18} aria-hidden />} className={classes.notice}>
      <Radio.Group
        label={t('alsoChanged', { name, label })}
        description={when || undefined}
        error={asked > 0 && side === undefined ? t('chooseValue') : undefined}
        value={side ?? null}
        onChange={(value) => choose(value === 'theirs' ? 'theirs' : 'mine')}
      >
        <Stack gap={6} mt={8}>
          <Radio
            ref={first}
            value="mine"
            label={<Value of={t('yours')} text={mine === '' ? t('emptyValue') : mine} />}
          />
          <Radio value="theirs" label={<Value of={name} text={theirs === '' ? t('emptyValue') : theirs} />} />
        </Stack>
      </Radio.Group>
    </Alert>
  );
}

const Value = ({ of, text }: { of: string; text: string }) => (
  <>
    <Text span size="xs" c="dimmed" display="block">
      {of}
    </Text>
    <Text span size="sm" className={classes.value} dir="auto">
      {text}
    </Text>
  </>
);
