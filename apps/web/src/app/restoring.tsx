import { Center } from '@mantine/core';
import { BellMark } from '../ui/brand.js';
import classes from './restoring.module.css';

/** Shown while the session is restored. Appears after a delay, because that is usually quick. */
export function Restoring() {
  return (
    <Center component="main" mih="100dvh" aria-busy>
      <div className={classes.waiting} role="status" aria-label="Loading">
        <BellMark size={44} />
      </div>
    </Center>
  );
}
