import 'reflect-metadata';
import { createApp } from './create-app.js';
import { readSettings } from './platform/config/read-settings.js';
import { StartupError } from './platform/config/startup-error.js';
import { DemoSeeder } from './platform/demo/demo-seeder.js';
import { greeting } from './platform/demo/greeting.js';
import { listen } from './platform/http/listen.js';
import { endInOrder, EXIT_CODES } from './platform/process/end-in-order.js';

try {
  const settings = readSettings(process.env);
  const app = await createApp({ settings });
  endInOrder(app);
  const address = await listen(app, settings);
  console.log(greeting(address, await app.get(DemoSeeder).logins()));
} catch (error) {
  console.error(error instanceof StartupError ? error.message : error);
  process.exit(EXIT_CODES.failed);
}
