import { readdirSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { ENTRANCE_NAMESPACES } from './src/language/namespaces.js';

const DOMAINS = readdirSync(new URL('../../src/domains', import.meta.url)).map((domain) => `/${domain}`);
/** Everything the server answers itself; all other paths are the dashboard's. */
const API_PATHS = ['/auth', '/audit', '/v2', '/telemetry', '/health', ...DOMAINS];

/** Two chunks for each language: one for the entrance, one for the pages behind it. */
function messagesChunk(id: string): string | null {
  const [, language, namespace = ''] = /\/hotel\/messages\/(\w+)\/(\w+)\.json$/.exec(id) ?? [];
  if (language === undefined) return null;
  return `messages-${language}${isForEntrance(namespace) ? '' : '-pages'}`;
}

const isForEntrance = (namespace: string) => ENTRANCE_NAMESPACES.some((name) => name === namespace);

const server = process.env['BELLHOP_SERVER'] ?? 'http://localhost:4000';

export default defineConfig({
  base: '/',
  plugins: [react()],
  resolve: { conditions: ['bellhop-source', ...defaultClientConditions] },
  build: {
    outDir: 'dist',
    target: 'es2022',
    sourcemap: true,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: messagesChunk, minSize: 0 }] } } },
  },
  server: { port: 5173, proxy: Object.fromEntries(API_PATHS.map((path) => [path, server])) },
});
