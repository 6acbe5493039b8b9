import { Tooltip } from '@mantine/core';
import { useStreamState } from '../live/stream.js';
import classes from './shell.module.css';

const LABELS = { live: 'Live', connecting: 'Connecting', offline: 'Offline' } as const;

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** Whether what is on the screen is what is happening. */
export function ConnectionIndicator() {
  const { status: state, lastEventTime } = useStreamState();
  const status = state === 'stopped' ? 'connecting' : state;
  const last = lastEventTime === undefined ? 'No event yet' : `Last event at ${clock.format(lastEventTime)}`;
  const tooltip = status === 'offline' ? `${last}. What you see may be out of date.` : last;
  return (
    <Tooltip label={tooltip} multiline maw={260}>
      <div role="status" tabIndex={0} className={classes.connection} data-status={status}>
        <span className={classes.dot} aria-hidden />
        {LABELS[status]}
      </div>
    </Tooltip>
  );
}
