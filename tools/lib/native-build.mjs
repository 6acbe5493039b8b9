import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isBuiltFrom } from './build-stamp.mjs';
import { run } from './command.mjs';
import { fingerprint } from './fingerprint.mjs';
import { findOnPath } from './programs.mjs';
import { inProject } from './project.mjs';

const SOURCE = inProject('libs/realtime/native/send-each.c');
const FOLDER = inProject('libs/realtime/dist/native');
const BINARY = `${FOLDER}/send-each.node`;
const STAMP = `${FOLDER}/.built-from`;

/** Node itself provides the Node-API symbols; the macOS linker must be told that they come later. */
const LINKING = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];

/** @returns {string | undefined} the C compiler's path */
export const findCompiler = () => (process.platform === 'win32' ? undefined : findOnPath(['cc', 'gcc', 'clang']));

/** Whether the native part of libs/realtime must be built, or rebuilt. */
export function isNativeStale() {
  if (isBuiltFrom(STAMP, inputs())) return false;
  return existsSync(STAMP) || findCompiler() !== undefined;
}

/**
 * Compiles the C part of libs/realtime. It is optional, so a failure stops nothing.
 * @returns {Promise<string | undefined>} why it is missing
 */
export async function buildNative() {
  rmSync(FOLDER, { recursive: true, force: true });
  const compiler = findCompiler();
  if (!compiler) return 'there is no C compiler (cc, gcc or clang)';
  mkdirSync(FOLDER, { recursive: true });
  const headers = createRequire(import.meta.url)('node-api-headers').include_dir;
  const flags = ['-O2', '-std=gnu11', '-Wall', '-Wextra', '-shared', '-fPIC', ...LINKING];
  const { code, output } = await run(compiler, [...flags, '-I', headers, '-o', BINARY, SOURCE]);
  if (code !== 0) {
    rmSync(BINARY, { force: true });
    return `${compiler} does not compile ${SOURCE}:\n${output.trim()}`;
  }
  writeFileSync(STAMP, inputs());
  return undefined;
}

/** Includes the platform: a folder may be copied to another machine. */
const inputs = () => `${fingerprint([SOURCE])} ${process.platform} ${process.arch}`;
