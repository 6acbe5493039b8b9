import type { ConnectionState } from '@bellhop/react';
import { useTranslation } from 'react-i18next';
import { perLocale } from '../language/locale.js';
import { useSecondsUntil } from '../ui/use-seconds-until.js';
import classes from './connection.module.css';

const clock = perLocale((locale) => new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }));

/** What a reader wants to know of the connection first, and what whoever helps them asks for last. */
export function ConnectionDetails({ connection }: { connection: ConnectionState }) {
  const { t } = useTranslation('app');
  const { transport, lag, lastEventTime, retry, problem, isLeader, status } = connection;
  const seconds = useSecondsUntil(retry?.at);
  const isOn = status !== 'stopped' && status !== 'signed-out';
  const facts = [
    [t('connection.lastChange'), lastEventTime === undefined ? t('connection.noneYet') : clock().format(lastEventTime)],
    [
      t('connection.stillToCome'),
      transport && (lag === 0 ? t('connection.nothing') : t('connection.changes', { count: lag })),
    ],
    [t('connection.nextAttempt'), retry && t('connection.inSeconds', { seconds: seconds ?? 0 })],
    [
      t('connection.why'),
      problem && (problem === 'opted-out' ? t('connection.switchedOff') : t('connection.refused', { code: problem })),
    ],
    [t('connection.how'), transport && t(`connection.via.${transport === 'long-poll' ? 'long-poll' : 'stream'}`)],
    [t('connection.through'), isOn && t(isLeader ? 'connection.own' : 'connection.shared')],
  ] as const;
  return (
    <dl className={classes.facts}>
      {facts.map(
        ([name, value]) =>
          value && (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="bh-money">{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
