/** What we use of oidc-provider 9, which brings no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  type Grant = { addOIDCScope(scope: string): void; save(): Promise<string> };

  // eslint-disable-next-line no-restricted-syntax -- as the package has it
  export default class Provider {
    constructor(issuer: string, configuration: object);
    callback(): (request: IncomingMessage, reply: ServerResponse) => Promise<void>;
    interactionDetails(
      request: IncomingMessage,
      reply: ServerResponse,
    ): Promise<{
      prompt: { name: string };
      params: { readonly scope?: string };
      grantId?: string;
    }>;
    interactionFinished(
      request: IncomingMessage,
      reply: ServerResponse,
      result: object,
      options?: { mergeWithLastSubmission: boolean },
    ): Promise<void>;
    readonly Grant: {
      new (of: { accountId: string; clientId: string }): Grant;
      find(id: string): Promise<Grant | undefined>;
    };
  }
}
