import { Agent, request as send } from 'node:http';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly body: string;
}

/** Keep-alive connections to one server. */
export class HttpClient {
  readonly port: number;
  readonly #agent: Agent;

  constructor(port: number, maxSockets: number) {
    this.port = port;
    this.#agent = new Agent({ keepAlive: true, maxSockets });
  }

  send({ method, path, headers = {}, body = '' }: HttpRequest): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      const call = send(
        {
          agent: this.#agent,
          host: '127.0.0.1',
          port: this.port,
          method,
          path,
          headers: method === 'GET' ? headers : { ...headers, 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          const pieces: Buffer[] = [];
          response.on('data', (piece: Buffer) => pieces.push(piece));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces).toString('utf8') }),
          );
          response.on('error', reject);
        },
      );
      call.on('error', reject);
      call.end(body);
    });
  }

  /** @throws Error on any status except 2xx */
  async sendOk(request: HttpRequest): Promise<HttpResponse> {
    const answer = await this.send(request);
    if (answer.status < 200 || answer.status > 299) {
      throw new Error(
        `${request.method} ${request.path} was answered with ${answer.status}: ${answer.body.slice(0, 300)}`,
      );
    }
    return answer;
  }

  close(): void {
    this.#agent.destroy();
  }
}
