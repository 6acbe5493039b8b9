import { Alert, Button, CopyButton, Group, Text } from '@mantine/core';
import { IconEyeOff, IconInfoCircle, IconTrash } from '@tabler/icons-react';
import { ConflictChoice } from './conflict-choice.js';
import classes from './form-notices.module.css';
import { FormProblem } from './form-problem.js';
import { ago } from './moments.js';
import type { RowForm, ShownNews } from './row-form.js';
import { useNameOf } from './who.js';

const list = new Intl.ListFormat(undefined, { type: 'conjunction' });

/** Everything a form of a row has to tell: errors, what others did to the row meanwhile, and conflicts to decide. */
export function FormNotices({ form }: { form: RowForm }) {
  const { fate, problem, conflicts, news, asked } = form;
  const firstOpen = conflicts.find(({ side }) => side === undefined);
  return (
    <>
      <FormProblem error={problem} />
      {fate && <RowGone form={form} by={fate.kind === 'deleted' ? fate.by : undefined} />}
      {conflicts.map((conflict) => (
        <ConflictChoice key={conflict.label} conflict={conflict} asked={conflict === firstOpen ? asked : 0} />
      ))}
      <div role="status" className={classes.news}>
        {news.map((change) => (
          <News key={change.labels.join()} {...change} />
        ))}
      </div>
    </>
  );
}

function News({ labels, by, at }: ShownNews) {
  const name = useNameOf(by);
  return (
    <Text size="sm" className={classes.line}>
      <IconInfoCircle size={16} aria-hidden />
      <span>
        {`${name} changed ${list.format(labels)}. It is shown below.`}
        {at !== undefined && <span className={classes.when}> {ago(at)}</span>}
      </span>
    </Text>
  );
}

/** The row is gone, but not what was typed. */
function RowGone({ form, by }: { form: RowForm; by: string | undefined }) {
  const name = useNameOf(by);
  const isDeleted = form.fate?.kind === 'deleted';
  return (
    <Alert
      color="brass"
      role="alert"
      icon={isDeleted ? <IconTrash size={18} aria-hidden /> : <IconEyeOff size={18} aria-hidden />}
      title={isDeleted ? `${name} deleted this in the meantime.` : 'You may no longer see this.'}
    >
      {isDeleted ? 'What you typed is kept below.' : 'Your access has changed. What you typed is kept below, to copy.'}
      <Group gap="xs" mt="sm">
        <Button size="xs" onClick={form.startAnew}>
          Make it a new one
        </Button>
        <CopyButton value={form.typed()}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy the text'}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Alert>
  );
}
