/** better-sse used as documented: one channel per org. No authentication, no log. */
import { createServer } from 'node:http';
import { createChannel, createSession } from 'better-sse';

/** @type {Map<string, ReturnType<typeof createChannel>>} */
const channels = new Map();

/** @param {string} org */
function channelOf(org) {
  let channel = channels.get(org);
  if (!channel) channels.set(org, (channel = createChannel()));
  return channel;
}

const server = createServer(async (request, response) => {
  const [, action, org = ''] = (request.url ?? '').split('/');
  if (action === 'stream') {
    channelOf(org).register(await createSession(request, response));
    return;
  }
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  channelOf(org).broadcast(JSON.parse(Buffer.concat(pieces).toString('utf8')), 'tasks');
  response.writeHead(202).end();
});
process.on('SIGTERM', () => process.exit(0));
server.listen(Number(process.argv[2]), '127.0.0.1', 4_096);
