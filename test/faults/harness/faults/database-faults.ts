import { type FaultAction, postgresOf } from './context.ts';
import { pause } from '../pause.ts';

/** Crashes like a power cut that spares the disk, and is restarted at once. */
export const databaseKill: FaultAction = async (context) => {
  const { primary } = postgresOf(context);
  await primary.down('SIGQUIT');
  await primary.start();
};

/** All processes of the database are stopped. */
export const databaseStop: FaultAction = async (context, { lastsMs }) => {
  const { primary } = postgresOf(context);
  await primary.signalAll('SIGSTOP');
  await pause(lastsMs);
  await primary.signalAll('SIGCONT');
};

/** The counter of one organisation is locked, as by a forgotten transaction. */
export const lockedRow: FaultAction = async (context, { lastsMs, choice }) => {
  const orgs = context.readers.map(({ org }) => org);
  await postgresOf(context).primary.connected(async (client) => {
    await client.query('begin');
    await client.query('select * from realtime_heads where org_id = $1 for update', [orgs[choice % orgs.length]]);
    await pause(lastsMs);
    await client.query('rollback');
  });
};

/** Restores a backup from before the last writes, under running instances. */
export const restore: FaultAction = async ({ world }, { lastsMs }) => {
  await world.backup();
  await pause(lastsMs);
  await world.restore();
};

/** Promotes a standby that never received the last writes. */
export const promote: FaultAction = async (context, { lastsMs }) => {
  const postgres = postgresOf(context);
  await postgres.follow();
  await pause(200);
  await postgres.detach();
  await pause(lastsMs);
  await postgres.promote();
};

/** The disk is full to the last byte. */
export const fullDisk: FaultAction = async ({ world }, { lastsMs }) => {
  await world.disk?.fill();
  await pause(lastsMs);
  await world.disk?.free();
};

/** Writes to files fail. */
export const ioError: FaultAction = async ({ world }, { lastsMs }) => {
  await world.ioErrors?.set(true);
  await pause(lastsMs);
  await world.ioErrors?.set(false);
};
