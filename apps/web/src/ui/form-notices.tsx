import { Alert, Button, CopyButton, Group, Text } from '@mantine/core';
import { IconEyeOff, IconInfoCircle, IconPencil, IconTrash } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { OfferedDraft } from '../unsaved/use-draft.js';
import { ConflictChoice } from './conflict-choice.js';
import classes from './form-notices.module.css';
import { FormProblem } from './form-problem.js';
import { moment, useAgo } from './moments.js';
import { fateText } from './fate-text.js';
import type { Fate } from './row-edit.js';
import type { RowForm, ShownNews } from './row-form.js';
import { useNameOf } from './who.js';

/** Everything a form of a row has to tell: errors, what others did to the row meanwhile, and conflicts to decide. */
export function FormNotices({ form }: { form: RowForm }) {
  const { fate, problem, conflicts, news, asked, drafts } = form;
  const firstOpen = conflicts.find(({ side }) => side() === undefined);
  return (
    <>
      <FormProblem error={problem} />
      {fate && <RowGone form={form} fate={fate} />}
      {drafts.map((draft) => (
        <Offer key={draft.id} {...draft} />
      ))}
      {conflicts.map((conflict) => (
        <ConflictChoice
          key={conflict.label}
          conflict={conflict}
          subscribe={form.subscribe}
          asked={conflict === firstOpen ? asked : 0}
        />
      ))}
      <div role="status" className={classes.news}>
        {news.map((change) => (
          <News key={change.labels.join()} {...change} />
        ))}
      </div>
    </>
  );
}

/** An earlier draft is never put into the form by itself: what is typed now may be newer. */
function Offer({ at, restore, discard }: OfferedDraft) {
  const { t } = useTranslation('ui');
  return (
    <Alert
      color="gray"
      role="status"
      icon={<IconPencil size={18} aria-hidden />}
      title={t('draftOf', { time: moment(new Date(at).toISOString()) })}
      className={classes.notice}
    >
      {t('draftOffer')}
      <Group gap="xs" mt="xs">
        <Button size="xs" onClick={restore}>
          {t('restore')}
        </Button>
        <Button size="xs" variant="default" onClick={discard}>
          {t('discard')}
        </Button>
      </Group>
    </Alert>
  );
}

function News({ labels, by, at }: ShownNews) {
  const { t } = useTranslation('ui');
  const name = useNameOf(by);
  const when = useAgo(at);
  return (
    <Text size="sm" className={classes.line}>
      <IconInfoCircle size={16} aria-hidden />
      <span>
        {t('changedFields', { name, labels })}
        {when && <span className={classes.when}> {when}</span>}
      </span>
    </Text>
  );
}

/** The row is gone, but not what was typed. */
function RowGone({ form, fate }: { form: RowForm; fate: Fate }) {
  const { t } = useTranslation('ui');
  const name = useNameOf(fate.kind === 'deleted' ? fate.by : undefined);
  const typed = useSyncExternalStore(form.subscribe, form.typed);
  return (
    <Alert
      color="brass"
      role="alert"
      icon={fate.kind === 'deleted' ? <IconTrash size={18} aria-hidden /> : <IconEyeOff size={18} aria-hidden />}
      title={fateText(t, fate.kind, name)}
    >
      {fate.kind === 'hidden' ? t('rowHiddenText') : t('rowDeletedText')}
      <Group gap="xs" mt="sm">
        <Button size="xs" onClick={form.startAnew}>
          {t('makeNew')}
        </Button>
        <CopyButton value={typed}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy}>
              {copied ? t('copied') : t('copyText')}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Alert>
  );
}
