import { Badge, Button, CopyButton, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useUser } from '../../session.js';
import { Dialog } from '../../ui/dialog.js';
import { asLines } from '../../ui/form-fields.js';
import type { FieldText } from '../../unsaved/field-text.js';
import { moment } from '../../ui/moments.js';
import { refusalText } from '../../ui/refusal-text.js';
import { QueuedConflict } from './queued-conflict.js';
import { useDraftFate } from './draft-fate.js';
import { useReopen } from './reopen-form.js';
import { drafts, flushOutbox, outbox } from '../../unsaved/unsaved.js';
import type { Draft } from '../../unsaved/drafts.js';
import type { Unsaved } from '../../unsaved/use-unsaved.js';
import classes from './unsaved.module.css';

export interface UnsavedDialogProps {
  readonly unsaved: Unsaved;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** The list of what is not saved, and the form of what was chosen from it, which stays when the list is closed. */
export function UnsavedDialog({ unsaved, opened, onClose }: UnsavedDialogProps) {
  const reopen = useReopen(onClose);
  return (
    <>
      {opened && <UnsavedList {...unsaved} onReopen={(id) => void reopen.open(id)} onClose={onClose} />}
      {reopen.form}
    </>
  );
}

interface UnsavedListProps extends Unsaved {
  readonly onReopen: (id: string) => void;
  readonly onClose: () => void;
}

function UnsavedList({ saves, drafts: kept, onReopen, onClose }: UnsavedListProps) {
  const { t } = useTranslation('ui');
  const { orgId, userId } = useUser();
  const owner = { orgId, userId };
  return (
    <Dialog onClose={onClose} title={t('unsavedTitle')}>
      <Stack gap="lg">
        <Section title={t('waitingSaves', { count: saves.length })}>
          {saves.map((save) => (
            <Item key={save.id} title={save.content.title} at={save.at} texts={save.content.texts}>
              {save.row && save.theirs ? (
                <QueuedConflict
                  save={save}
                  theirs={save.theirs}
                  onMine={() => {
                    outbox.insist(owner, save);
                    void flushOutbox(owner);
                  }}
                  onTheirs={() => outbox.remove(owner, save.id)}
                />
              ) : (
                <Text size="sm" c={save.state === 'waiting' ? 'dimmed' : 'var(--mantine-color-error)'} mt={4}>
                  {t(`saveState.${save.state}`)}{' '}
                  {typeof save.problem === 'string'
                    ? save.problem
                    : save.problem && refusalText(save.problem, save.kind)}
                </Text>
              )}
              <Actions
                texts={save.content.texts}
                {...(!save.row && { onReopen: () => onReopen(save.id) })}
                onDiscard={() => outbox.remove(owner, save.id)}
              >
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
              </Actions>
            </Item>
          ))}
        </Section>
        <Section title={t('keptDrafts', { count: kept.length })}>
          {kept.map((draft) => (
            <KeptDraft
              key={draft.id}
              draft={draft}
              onReopen={() => onReopen(draft.id)}
              onDiscard={() => drafts.remove(owner, draft.id)}
            />
          ))}
        </Section>
      </Stack>
    </Dialog>
  );
}

interface KeptDraftProps {
  readonly draft: Draft;
  readonly onReopen: () => void;
  readonly onDiscard: () => void;
}

/** Says at once what happens to its row, as the open form does. Without a row there is only the text to copy. */
function KeptDraft({ draft, onReopen, onDiscard }: KeptDraftProps) {
  const { text, isGone } = useDraftFate(draft);
  return (
    <Item {...draft}>
      <Text size="sm" mt={text === undefined ? 0 : 4} role="status" c="var(--mantine-color-error)">
        {text}
      </Text>
      <Actions texts={draft.texts} {...(!isGone && { onReopen })} onDiscard={onDiscard} />
    </Item>
  );
}

/** Nothing if it has no items. */
function Section({ title, children }: { title: string; children: readonly ReactNode[] }) {
  const id = useId();
  if (children.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <Title order={2} size="h5" id={id} mb="xs">
        {title}
      </Title>
      <ul className={classes.list}>{children}</ul>
    </section>
  );
}

interface ActionsProps {
  readonly texts: readonly FieldText[];
  /** Undefined for a change that was made without a form. */
  readonly onReopen?: () => void;
  readonly onDiscard: () => void;
  /** Comes first. */
  readonly children?: ReactNode;
}

function Actions({ texts, onReopen, onDiscard, children }: ActionsProps) {
  const { t } = useTranslation('ui');
  return (
    <Group gap="xs" mt="xs">
      {children}
      {onReopen && (
        <Button size="xs" variant="default" onClick={onReopen}>
          {t('openForm')}
        </Button>
      )}
      {texts.length > 0 && <Copy texts={texts} />}
      <Button size="xs" variant="default" c="var(--mantine-color-error)" onClick={onDiscard}>
        {t('discard')}
      </Button>
    </Group>
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
