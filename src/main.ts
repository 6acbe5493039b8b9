import 'reflect-metadata';
import { createApp } from './create-app.js';
import { readSettings } from './platform/config/read-settings.js';
import { StartupError } from './platform/config/startup-error.js';
import { DemoSeeder } from './platform/demo/demo-seeder.js';
import { startupBanner } from './platform/demo/startup-banner.js';
import { listen } from './platform/http/listen.js';
import { enableGracefulShutdown, EXIT_CODES } from './platform/process/graceful-shutdown.js';

try {
  const settings = readSettings(process.env);
  const app = await createApp({ settings });
  enableGracefulShutdown(app);
  const address = await listen(app, settings);
  console.log(startupBanner(address, await app.get(DemoSeeder).logins()));
} catch (error) {
  console.error(error instanceof StartupError ? error.message : error);
  process.exit(EXIT_CODES.failed);
}
