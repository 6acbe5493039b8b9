/** Socket.IO set up as documented, with connection state recovery; each publish goes to every client. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';

/** The documentation’s value. */
const RECOVERABLE_MS = 2 * 60_000;

const http = createServer((request, response) => {
  let text = '';
  request.setEncoding('utf8').on('data', (piece) => (text += piece));
  request.on('end', () => {
    io.emit('message', text);
    response.writeHead(202).end();
  });
});
const io = new Server(http, { connectionStateRecovery: { maxDisconnectionDuration: RECOVERABLE_MS } });
http.listen(0, '127.0.0.1', () => {
  const address = http.address();
  console.log(`listening on ${typeof address === 'object' ? address?.port : ''}`);
});
