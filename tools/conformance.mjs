/** `npm run conformance -- <domain>...`: runs the seven scenarios over both transports, for some domains or all. */
import { existsSync, readFileSync } from 'node:fs';
import { buildWithoutDashboard } from './build.mjs';
import { domainsOf, parseConformanceArguments, tableOf } from './lib/conformance.mjs';
import { runMain } from './lib/failure.mjs';
import { heading } from './lib/progress.mjs';
import { inProject } from './lib/project.mjs';
import { reportOf, runJest } from './lib/runners.mjs';
import { summaryLine } from './lib/tally.mjs';
import { prepare } from './prepare.mjs';

const HELP = `npm run conformance runs the seven scenarios of a realtime domain over streams and long-polls: leader election,
delivery, auth expiry, logout, idle, burst, offline and back (docs/conformance.md).

  npm run conformance                      every domain
  npm run conformance -- <domain>...       only these
  npm run conformance -- --help
`;

await runMain(async () => {
  const known = domainsOf(inProject());
  const { help, domains } = parseConformanceArguments(process.argv.slice(2), known);
  if (help) {
    console.log(`${HELP}\nDomains: ${known.join(', ')}`);
    return;
  }
  const runtime = await prepare();
  await buildWithoutDashboard(runtime);
  heading(`conformance of ${domains.join(', ')}`);
  runtime.env.CONFORMANCE_DOMAINS = domains.join(',');
  const options = { patterns: ['test/conformance/conformance.spec.ts'], mayBeEmpty: false, show: false };
  const tally = await runJest(runtime, options);
  if (existsSync(reportOf('jest'))) console.log(tableOf(JSON.parse(readFileSync(reportOf('jest'), 'utf8'))));
  for (const trouble of tally.troubles) console.log(`  ✗ ${trouble}`);
  console.log(`\n${summaryLine(tally)}`);
  process.exitCode = tally.failed > 0 ? 1 : 0;
});
