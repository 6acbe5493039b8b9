import { describe, expect, it } from '@jest/globals';
import { catalogue } from '@bellhop/hotel';
import { domainsOf, parseConformanceArguments, tableOf } from '../../tools/lib/conformance.mjs';
import { inProject } from '../../tools/lib/project.mjs';

describe('npm run conformance', () => {
  const known = ['rooms', 'tasks'];

  it('finds every domain of the catalogue by its folder', () => {
    expect(domainsOf(inProject())).toEqual(Object.keys(catalogue).sort());
  });

  it('runs the given domains, or all of them', () => {
    expect(parseConformanceArguments(['rooms'], known)).toEqual({ help: false, domains: ['rooms'] });
    expect(parseConformanceArguments([], known)).toEqual({ help: false, domains: known });
    expect(parseConformanceArguments(['--help'], known)).toMatchObject({ help: true });
  });

  it('lists the known domains for an unknown name', () => {
    expect(() => parseConformanceArguments(['room'], known)).toThrow(
      'There is no domain room in src/domains. Known are rooms, tasks.',
    );
    expect(() => parseConformanceArguments(['--all'], known)).toThrow(/npm run conformance -- --help/);
  });

  it('prints a line per scenario with a column per transport, and failures below it', () => {
    const run = (transport: string, title: string, status: string, failureMessages: readonly string[] = []) => ({
      ...{ ancestorTitles: ['rooms', transport], title, status, failureMessages },
    });
    const assertionResults = [
      run('stream', 'logout: nothing is sent', 'passed'),
      run('stream', 'burst: fifty rows', 'passed'),
      run('long-poll', 'logout: nothing is sent', 'failed', ['it was sent']),
      run('long-poll', 'burst: fifty rows', 'passed'),
    ];
    expect(tableOf({ testResults: [{ assertionResults }] }).split('\n')).toEqual([
      'domain  scenario  stream  long-poll',
      'rooms   logout    passed  failed',
      'rooms   burst     passed  passed',
      '',
      '✗ rooms › long-poll › logout: nothing is sent',
      'it was sent',
    ]);
  });
});
