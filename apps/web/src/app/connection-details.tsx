import type { TransportKind } from '@bellhop/client';
import type { ConnectionState } from '@bellhop/react';
import { plural } from '../ui/plural.js';
import { useSecondsUntil } from '../ui/use-seconds-until.js';
import classes from './connection.module.css';

const TRANSPORTS: Readonly<Record<TransportKind, string>> = {
  stream: 'Event stream',
  'event-source': 'Event stream (EventSource)',
  'long-poll': 'Long-polling',
};

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

export function ConnectionDetails({ connection }: { connection: ConnectionState }) {
  const { transport, lag, lastEventTime, retry, problem } = connection;
  const seconds = useSecondsUntil(retry?.at);
  const facts = {
    'This tab': partOf(connection),
    Transport: transport && TRANSPORTS[transport],
    'Last event': lastEventTime === undefined ? 'None yet' : clock.format(lastEventTime),
    Lag: transport && (lag === 0 ? 'None' : plural(lag, 'event')),
    'Next attempt': retry && `In ${seconds ?? 0} s, after ${plural(retry.attempt, 'attempt')}`,
    Reason:
      problem && (problem === 'opted-out' ? 'Switched off in this browser' : `Refused by the server (${problem})`),
  };
  return (
    <dl className={classes.facts}>
      {Object.entries(facts).map(
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

function partOf({ isLeader, status }: ConnectionState): string | undefined {
  if (status === 'stopped' || status === 'signed-out') return undefined;
  return isLeader ? 'Leader: holds the connection' : 'Follower: shares the leader’s connection';
}
