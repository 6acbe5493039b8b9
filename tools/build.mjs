/** `npm run build`: builds what is stale. */
import { pathToFileURL } from 'node:url';
import { buildDashboard, isDashboardStale } from './lib/dashboard-build.mjs';
import { runMain } from './lib/failure.mjs';
import { step } from './lib/progress.mjs';
import { buildNative, isNativeStale } from './lib/native-build.mjs';
import { buildServer } from './lib/server-build.mjs';
import { prepare } from './prepare.mjs';

/** @param {import('./prepare.mjs').Runtime} runtime */
export async function build(runtime) {
  await buildWithoutDashboard(runtime);
  if (isDashboardStale()) await step('build dashboard', () => buildDashboard(runtime));
}

/** @param {import('./prepare.mjs').Runtime} runtime */
export async function buildWithoutDashboard(runtime) {
  await step('build libs and server', () => buildServer(runtime));
  if (isNativeStale()) {
    const reason = await step('compile native writes', buildNative);
    if (reason) console.log(`    left out, so streams are written through Node: ${reason}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runMain(async () => build(await prepare()));
}
