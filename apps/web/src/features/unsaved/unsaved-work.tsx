import { Badge, Button, CopyButton, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { IconCloudUp } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useUser } from '../../session.js';
import { asLines } from '../../ui/form-fields.js';
import type { FieldText } from '../../unsaved/field-text.js';
import { moment } from '../../ui/moments.js';
import { useReopen } from './reopen-form.js';
import { drafts, flushOutbox, outbox } from '../../unsaved/unsaved.js';
import { useOutbox, useUnsaved } from '../../unsaved/use-unsaved.js';
import classes from './unsaved.module.css';

/** A button that appears while something typed is not saved, and the list behind it. */
export function UnsavedWork() {
  const { t } = useTranslation('ui');
  const [isOpen, setOpen] = useState(false);
  const unsaved = useUnsaved();
  const reopen = useReopen(() => setOpen(false));
  useOutbox();
  const count = unsaved.saves.length + unsaved.drafts.length;
  return (
    <>
      {count > 0 && (
        <Button
          size="xs"
          variant="light"
          color="brass"
          leftSection={<IconCloudUp size={16} aria-hidden />}
          aria-label={t('notSaved', { count })}
          onClick={() => setOpen(true)}
        >
          <span className={classes.count}>{t('notSaved', { count })}</span>
          <span className={classes.number}>{count}</span>
        </Button>
      )}
      {isOpen && count > 0 && (
        <UnsavedList {...unsaved} onReopen={(id) => void reopen.open(id)} onClose={() => setOpen(false)} />
      )}
      {reopen.form}
    </>
  );
}

interface UnsavedListProps extends ReturnType<typeof useUnsaved> {
  readonly onReopen: (id: string) => void;
  readonly onClose: () => void;
}

function UnsavedList({ saves, drafts: kept, onReopen, onClose }: UnsavedListProps) {
  const { t } = useTranslation('ui');
  const { orgId, userId } = useUser();
  const owner = { orgId, userId };
  return (
    <Modal opened onClose={onClose} title={t('unsavedTitle')} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack gap="lg">
        {saves.length > 0 && (
          <section aria-labelledby="waiting-saves">
            <Title order={2} size="h5" id="waiting-saves" mb="xs">
              {t('waitingSaves', { count: saves.length })}
            </Title>
            <ul className={classes.list}>
              {saves.map((save) => (
                <Item key={save.id} title={save.content.title} at={save.at} texts={save.content.texts}>
                  <Text size="sm" c={save.state === 'waiting' ? 'dimmed' : 'var(--mantine-color-error)'} mt={4}>
                    {t(`saveState.${save.state}`)} {save.problem}
                  </Text>
                  <Group gap="xs" mt="xs">
                    {(save.state === 'waiting' || save.state === 'late' || save.state === 'refused') && (
                      <Button
                        size="xs"
                        variant="default"
                        onClick={() => {
                          if (save.state !== 'waiting') outbox.retry(owner, save);
                          void flushOutbox(owner);
                        }}
                      >
                        {t('sendNow')}
                      </Button>
                    )}
                    <Button size="xs" variant="default" onClick={() => onReopen(save.id)}>
                      {t('openForm')}
                    </Button>
                    <Copy texts={save.content.texts} />
                    <Button
                      size="xs"
                      variant="default"
                      c="var(--mantine-color-error)"
                      onClick={() => outbox.remove(owner, save.id)}
                    >
                      {t('discard')}
                    </Button>
                  </Group>
                </Item>
              ))}
            </ul>
          </section>
        )}
        {kept.length > 0 && (
          <section aria-labelledby="kept-drafts">
            <Title order={2} size="h5" id="kept-drafts" mb="xs">
              {t('keptDrafts', { count: kept.length })}
            </Title>
            <ul className={classes.list}>
              {kept.map((draft) => (
                <Item key={draft.id} {...draft}>
                  <Group gap="xs" mt="xs">
                    <Button size="xs" variant="default" onClick={() => onReopen(draft.id)}>
                      {t('openForm')}
                    </Button>
                    <Copy texts={draft.texts} />
                    <Button
                      size="xs"
                      variant="default"
                      c="var(--mantine-color-error)"
                      onClick={() => drafts.remove(owner, draft.id)}
                    >
                      {t('discard')}
                    </Button>
                  </Group>
                </Item>
              ))}
            </ul>
          </section>
        )}
      </Stack>
    </Modal>
  );
}

interface ItemProps {
  readonly title: string;
  readonly at: number;
  readonly texts: readonly FieldText[];
  readonly children: ReactNode;
}

function Item({ title, at, texts, children }: ItemProps) {
  return (
    <li className={classes.item}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={650}>
          {title}
        </Text>
        <Badge variant="light" color="gray" tt="none" className="bh-money">
          {moment(new Date(at).toISOString())}
        </Badge>
      </Group>
      <dl className={classes.texts}>
        {texts.map(({ label, text }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {children}
    </li>
  );
}

function Copy({ texts }: { texts: readonly FieldText[] }) {
  const { t } = useTranslation('ui');
  return (
    <CopyButton value={asLines(texts)}>
      {({ copied, copy }) => (
        <Button size="xs" variant="default" onClick={copy}>
          {copied ? t('copied') : t('copyText')}
        </Button>
      )}
    </CopyButton>
  );
}
