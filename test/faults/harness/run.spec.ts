import { expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { runSchedule } from './run.ts';
import { scheduleOf } from './schedule.ts';
import { Templates } from './world/template.ts';

it.each(['embedded', 'postgres'] as const)(
  'a run whose servers cannot start leaves neither a folder nor a disk behind: %s',
  async (database) => {
    const templates = await Templates.create();
    const folders: string[] = [];
    const withoutFiles = {
      of: () => Promise.resolve('/there/is/nothing'),
      runFolder: async () => {
        folders.push(await templates.runFolder());
        return folders.join();
      },
    };
    try {
      const schedule = scheduleOf(1, { database, faults: ['full-disk'] });
      await expect(runSchedule(schedule, withoutFiles)).rejects.toThrow('/there/is/nothing');
      const [folder = ''] = folders;
      expect(folder).not.toBe('');
      expect(existsSync(folder)).toBe(false);
      expect(await readFile('/proc/mounts', 'utf8').catch(() => '')).not.toContain(folder);
    } finally {
      await templates.remove();
    }
  },
);
