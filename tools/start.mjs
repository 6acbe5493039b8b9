/** `npm start`: installs what is missing, builds what is stale, runs the server. */
import { build } from './build.mjs';
import { runMain } from './lib/failure.mjs';
import { runServer } from './lib/server-process.mjs';
import { HELP } from './lib/start-help.mjs';
import { prepare } from './prepare.mjs';

await runMain(async () => {
  if (process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h')) {
    console.log(HELP);
    return;
  }
  const runtime = await prepare();
  await build(runtime);
  process.exitCode = await runServer(runtime);
});
