import { expect, test } from '@jest/globals';
import { circlesIn, filesFor, measureDashboard, overspent, readManifest } from '../../tools/lib/dashboard-budgets.mjs';

test('the build keeps its budgets', () => {
  const spendings = measureDashboard();
  expect(spendings.length).toBeGreaterThan(0);
  expect(overspent(spendings)).toEqual([]);
});

test('what a page imports counts with its styles, once; what it loads on demand does not', () => {
  const manifest = {
    page: { file: 'page.js', css: ['page.css'], imports: ['shared', 'list'], dynamicImports: ['chart'] },
    list: { file: 'list.js', css: ['list.css'], imports: ['shared', 'page'] },
    shared: { file: 'shared.js' },
    chart: { file: 'chart.js' },
  };
  expect(filesFor(manifest, ['page'])).toEqual(['page.js', 'page.css', 'shared.js', 'list.js', 'list.css']);
});

test('a page that is no longer in the build is an error, not a saving', () => {
  expect(() => filesFor({}, ['src/gone.tsx'])).toThrow('src/gone.tsx is not in the dashboard');
});

test('a passed budget is reported with its files', () => {
  const files = [
    { path: 'assets/big.js', bytes: 900 },
    { path: 'assets/small.css', bytes: 200 },
  ];
  const passed = overspent([
    { name: 'sign-in', budget: 1000, bytes: 1100, files },
    { name: 'tasks', budget: 1100, bytes: 1100, files },
  ]);
  expect(passed).toEqual([
    'sign-in: 1100 bytes, 100 more than its budget of 1000\n      900  assets/big.js\n      200  assets/small.css',
  ]);
});

test('no two files of the build wait for each other', () => {
  expect(circlesIn(readManifest())).toEqual([]);
  const circle = {
    a: { file: 'a.js', imports: ['b'] },
    b: { file: 'b.js', imports: ['c'] },
    c: { file: 'c.js', imports: ['b'] },
  };
  expect(circlesIn(circle)).toEqual(['b.js → c.js → b.js']);
});
