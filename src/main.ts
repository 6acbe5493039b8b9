import 'reflect-metadata';
import { createApp } from './create-app.js';
import { readSettings } from './platform/config/read-settings.js';
import { StartupError } from './platform/config/startup-error.js';
import { DemoSeeder } from './platform/demo/demo-seeder.js';
import { greeting } from './platform/demo/greeting.js';
import { listen } from './platform/http/listen.js';

/** How long requests under way may take when the process is told to stop, before their connections are cut. */
const ANSWER_LIMIT_MS = 5_000;
/** How long stopping may take in all. */
const SHUTDOWN_LIMIT_MS = 10_000;

try {
  const settings = readSettings(process.env);
  const app = await createApp({ settings });

  let stopping = false;
  const stop = (): void => {
    // Asked twice means at once.
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => app.getHttpServer().closeAllConnections(), ANSWER_LIMIT_MS).unref();
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref();
    void app.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);

  const address = await listen(app, settings);
  console.log(greeting(address, await app.get(DemoSeeder).logins()));
} catch (error) {
  console.error(error instanceof StartupError ? error.message : error);
  process.exit(1);
}
