import type { NewApiKey, SignedIn } from '@bellhop/protocol';

/** A user of one organisation, who signs in again when the session is gone. */
export class Session {
  readonly email: string;
  readonly #urls: readonly string[];
  #signedIn: SignedIn | undefined;
  #signingIn: Promise<SignedIn> | undefined;

  constructor(email: string, urls: readonly string[]) {
    this.email = email;
    this.#urls = urls;
  }

  /** The signed-in user; requires that {@link signIn} has settled once. */
  get user(): SignedIn['user'] {
    if (!this.#signedIn) throw new Error('not signed in');
    return this.#signedIn.user;
  }

  get headers(): Readonly<Record<string, string>> {
    return { authorization: `Bearer ${this.#signedIn?.accessToken ?? ''}` };
  }

  /** Signs in again unless the refused headers are outdated. */
  async renew(refused: Readonly<Record<string, string>>): Promise<void> {
    if (refused['authorization'] === this.headers['authorization']) await this.signIn();
  }

  async signIn(): Promise<SignedIn> {
    this.#signingIn ??= this.#signIn().finally(() => (this.#signingIn = undefined));
    return this.#signingIn;
  }

  /** Creates an API key for publishing. */
  async createKey(): Promise<string> {
    const answer = await fetch(`${this.#urls[0] ?? ''}/v2/realtime/keys`, {
      method: 'POST',
      headers: { ...this.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'faults', domains: ['tasks'] }),
    });
    if (!answer.ok) throw new Error(`no key: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as NewApiKey).key;
  }

  async #signIn(): Promise<SignedIn> {
    let told = '';
    for (const url of this.#urls) {
      try {
        const answer = await fetch(`${url}/auth/login`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ email: this.email, password: 'bellhop-demo' }),
          signal: AbortSignal.timeout(5_000),
        });
        if (answer.ok) return (this.#signedIn = (await answer.json()) as SignedIn);
        told = `${answer.status} ${await answer.text()}`;
      } catch (error) {
        told = String(error);
      }
    }
    throw new Error(`no instance lets ${this.email} sign in: ${told}`);
  }
}
