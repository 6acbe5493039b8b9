/** Chromium as people have it. `npm test` says where. */
export const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** Chromium without its windows, which takes half the processor time; Chromium itself where there is none. */
export const SHELL = process.env['CHROMIUM_SHELL_PATH'] ?? CHROMIUM;
