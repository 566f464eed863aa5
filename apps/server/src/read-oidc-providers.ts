import { readFileSync } from 'node:fs';
import type { OidcProvider } from '@pilotzone/identity/sign-in-elsewhere';
import { PilotError } from '@pilotzone/kernel/errors';
import { Type, type Static } from 'typebox';
import { Check, Errors } from 'typebox/value';

const Text = Type.String({ minLength: 1, maxLength: 500 });

const Provider = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }),
    name: Text,
    issuer: Type.String({ pattern: '^https://[^\\s]+$', maxLength: 500 }),
    clientId: Text,
    clientSecret: Text,
    userName: Type.Optional(Type.Enum(['preferred_username', 'email'])),
  },
  { additionalProperties: false },
);
const File = Type.Array(Provider, { minItems: 1, maxItems: 20 });

/**
 * The services of an operator's file with which people may sign in. Throws OIDC_FILE_INVALID, which
 * names the place and never what stands there: the file holds secrets.
 */
export function readOidcProviders(path: string): OidcProvider[] {
  const content = parse(path);
  if (!Check(File, content)) {
    const [first] = Errors(File, content);
    throw invalid(path, `${first?.instancePath || 'it'} ${first?.message ?? 'has another form'}`);
  }
  const providers: Static<typeof File> = content;
  if (new Set(providers.map(({ id }) => id)).size < providers.length)
    throw invalid(path, 'two providers have the same id');
  // Whoever writes the file decides that the provider's names are login names here.
  return providers.map((provider) => ({ ...provider, trustsUserNames: true }));
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (error) {
    const isMissing = (error as { code?: string }).code !== undefined;
    throw invalid(path, isMissing ? 'it cannot be read' : 'it is no JSON');
  }
}

function invalid(path: string, why: string): PilotError {
  const text = `the file of sign-in providers ${path} cannot be used: ${why}`;
  return new PilotError('OIDC_FILE_INVALID', text);
}
