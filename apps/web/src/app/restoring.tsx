import { Center } from '@mantine/core';
import { BellMark } from '../ui/brand.js';
import classes from './restoring.module.css';

/** While it is found out whether somebody is signed in. Shows nothing at first: mostly it is a matter of moments. */
export function Restoring() {
  return (
    <Center component="main" mih="100dvh" aria-busy>
      <div className={classes.waiting} role="status" aria-label="Loading">
        <BellMark size={44} />
      </div>
    </Center>
  );
}
