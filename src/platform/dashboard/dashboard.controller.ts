import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../access/access.decorators.js';
import { RouteTable } from '../http/route-table.js';
import { unmatched } from '../http/unmatched.js';

/** The built dashboard; the path is the same from the sources and from the build. */
export const DASHBOARD = fileURLToPath(new URL('../../../apps/web/dist', import.meta.url));

const YEAR_MS = 31_536_000_000;

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Bellhop</title>
<style>body { font: 16px/1.6 system-ui; max-width: 34rem; margin: 15vh auto; padding: 0 1rem }</style>
<h1>The dashboard is not built yet</h1>
<p>The server is running and its API answers. To have the pages as well, stop it and run <code>npm start</code>,
which builds them first.</p>
</body></html>
`;

/** Serves everything outside the API: the dashboard's files and, for its pages, `index.html`. */
@Controller()
@Public()
export class DashboardController {
  constructor(private readonly routes: RouteTable) {}

  @Get('*')
  async serve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const path = request.url.split(/[?#]/, 1)[0] ?? '/';
    const page = isPage(path, request.headers.accept);
    if (this.routes.isApi(path) || !(page || isFile(path))) throw unmatched(this.routes, request, reply);
    if (!existsSync(join(DASHBOARD, 'index.html'))) {
      if (!page) throw unmatched(this.routes, request, reply);
      return void reply.code(503).header('content-type', 'text/html; charset=utf-8').send(NOT_BUILT);
    }
    if (page) {
      return void reply.header('cache-control', 'no-cache').sendFile('index.html', DASHBOARD, { cacheControl: false });
    }
    // Only assets have Vite's content hash in their names.
    return void (path.startsWith('/assets/')
      ? reply.sendFile(path, DASHBOARD, { immutable: true, maxAge: YEAR_MS })
      : reply.header('cache-control', 'no-cache').sendFile(path, DASHBOARD, { cacheControl: false }));
  }
}

const isFile = (path: string): boolean => /\.[a-z0-9]+$/i.test(path);

/** The dashboard's own paths for any client; any other path only for a browser that follows a link. */
const isPage = (path: string, accept = ''): boolean =>
  path === '/' || path === '/app' || path.startsWith('/app/') || (!isFile(path) && accept.includes('text/html'));
