import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

/** Everything the server answers itself; all other paths are the dashboard's. */
const API_PATHS = ['/auth', '/properties', '/finance', '/tasks', '/users', '/audit', '/v2', '/telemetry', '/health'];

const server = process.env['BELLHOP_SERVER'] ?? 'http://localhost:4000';

export default defineConfig({
  base: '/',
  plugins: [react()],
  resolve: { conditions: ['bellhop-source', ...defaultClientConditions] },
  build: { outDir: 'dist', target: 'es2022', sourcemap: true },
  server: { port: 5173, proxy: Object.fromEntries(API_PATHS.map((path) => [path, server])) },
});
