import { readdirSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

const DOMAINS = readdirSync(new URL('../../src/domains', import.meta.url)).map((domain) => `/${domain}`);
/** Everything the server answers itself; all other paths are the dashboard's. */
const API_PATHS = ['/auth', '/audit', '/v2', '/telemetry', '/health', ...DOMAINS];

const server = process.env['BELLHOP_SERVER'] ?? 'http://localhost:4000';

export default defineConfig({
  base: '/',
  plugins: [react()],
  resolve: { conditions: ['bellhop-source', ...defaultClientConditions] },
  build: { outDir: 'dist', target: 'es2022', sourcemap: true },
  server: { port: 5173, proxy: Object.fromEntries(API_PATHS.map((path) => [path, server])) },
});
