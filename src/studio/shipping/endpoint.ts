import { randomBytes } from 'node:crypto';
import { GraftError } from '../../errors.ts';
import { type RunningServer, serve } from '../../server/serve.ts';

/** Beside Studio's own ports; any other where it is taken. */
const usualPort = 7280;

/** A server of the model that was built last, on a port of its own, for programs of this machine that bring its token. */
export class Endpoint implements AsyncDisposable {
  readonly url: string;
  /** What requests must bring as `Authorization: Bearer …`. */
  readonly token: string;
  /** What the model goes by. */
  readonly model: string;
  readonly #server: RunningServer;

  private constructor(server: RunningServer, token: string, model: string) {
    this.#server = server;
    this.url = server.url;
    this.token = token;
    this.model = model;
  }

  /**
   * Begins to serve.
   *
   * @param folder The model; where another takes its place, {@link reload} serves that.
   * @param name The project's.
   * @throws as `serve`
   */
  static async open(folder: string, name: string): Promise<Endpoint> {
    const model = addressable(name);
    const token = randomBytes(24).toString('base64url');
    const options = { models: [{ name: model, folder }], token, watch: false };
    try {
      return new Endpoint(await serve({ ...options, port: usualPort }), token, model);
    } catch (error) {
      if (!(error instanceof GraftError) || error.code !== 'LISTEN_FAILED') throw error;
      return new Endpoint(await serve({ ...options, port: 0 }), token, model);
    }
  }

  /** Serves the model as it is now; requests that have begun end on the one before. */
  async reload(): Promise<void> {
    await this.#server.reload();
  }

  async close(): Promise<void> {
    await this.#server.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** A name that needs no escaping in an address. */
function addressable(name: string): string {
  return (
    name
      .normalize('NFKD')
      .replaceAll(/[^\w.-]+/g, '-')
      .replaceAll(/^[-.]+|[-.]+$/g, '') || 'model'
  );
}
