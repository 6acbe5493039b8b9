import type { ActivityAction, ActivityEntry } from '@bellhop/hotel';
import { Text } from '@mantine/core';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { moment } from '../../ui/moments.js';
import { aRow, theRow } from '../../ui/row-words.js';
import { useProperties } from '../properties/use-properties.js';
import { usePeople } from '../../people/people.js';
import { PersonAvatar } from '../../people/person-avatar.js';
import classes from './activity.module.css';
import { shownChanges } from './values.js';

const SENTENCES = {
  created: 'added',
  updated: 'updated',
  deleted: 'deleted',
  moved_away: 'movedAway',
  moved_here: 'movedHere',
} as const satisfies Record<ActivityAction, string>;

/** Whether a rule made the row. */
const isOfSchedule = ({ action, changes }: ActivityEntry): boolean =>
  action === 'created' && changes.some(({ field, after }) => field === 'recurrenceId' && after !== null);

/** One entry: who did what when, and what it changed. */
function Item({ entry }: { entry: ActivityEntry }) {
  const { t } = useTranslation(['activity', 'ui']);
  const people = usePeople();
  const { byId } = useProperties();
  const person = people.find(entry.actorId);
  const who =
    person?.name ?? (entry.actorId === null ? t(isOfSchedule(entry) ? 'schedule' : 'application') : t('somebody'));
  const what =
    entry.title === null ? aRow(entry.resource) : t('whatNamed', { what: theRow(entry.resource), name: entry.title });
  const changes = shownChanges(entry.resource, entry.changes, {
    nameOf: (id) => people.find(id)?.name ?? byId.get(id)?.name,
    yes: t('ui:yes'),
    no: t('ui:no'),
    somebodyElse: t('somebodyElse'),
  });
  const place = byId.get(entry.propertyId ?? '')?.name;
  return (
    <div role="listitem" className={classes.item}>
      <PersonAvatar person={person} size={32} />
      <div className={classes.body}>
        <Text size="sm" className={classes.sentence}>
          {t(SENTENCES[entry.action], { who, what })}
        </Text>
        <Text size="xs" c="dimmed">
          <time dateTime={entry.at}>{moment(entry.at)}</time>
          {place && (
            <>
              {' · '}
              <bdi>{place}</bdi>
            </>
          )}
        </Text>
        {changes.length > 0 && (
          <dl className={classes.changes} data-whole={entry.action === 'created' || entry.action === 'deleted'}>
            {changes.map(({ field, label, before, after }) => (
              <div key={field}>
                <dt>{label}</dt>
                <dd>
                  {entry.action !== 'created' && entry.action !== 'moved_here' && (
                    <del dir="auto">{before ?? t('nothing')}</del>
                  )}
                  {entry.action === 'updated' && (
                    <span aria-hidden className="bh-arrow">
                      {' → '}
                    </span>
                  )}
                  {entry.action !== 'deleted' && entry.action !== 'moved_away' && (
                    <ins dir="auto">{after ?? t('nothing')}</ins>
                  )}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </div>
  );
}

export const ActivityItem = memo(Item);
