import type { ProviderList } from '@pilotzone/identity/contract';
import { useEffect, useState } from 'react';
import type { Static } from 'typebox';
import { createApi } from '../api/client.ts';
import { useText } from '../text/text.ts';

type Providers = Static<typeof ProviderList>['items'];

/** Other services that vouch for people (OpenID Connect), if the operator set some up. */
export function OtherProviders() {
  const t = useText().signIn;
  const [providers, setProviders] = useState<Providers>([]);
  useEffect(() => {
    void createApi()
      .get<{ items: Providers }>('/session/oidc')
      .then(
        ({ items }) => setProviders(items),
        // Without the list the other ways in still work.
        () => undefined,
      );
  }, []);
  const hasFailed = new URLSearchParams(window.location.search).has('oidcRefused');
  return (
    <>
      {providers.map(({ id, name }) => (
        // A real address outside of the portal's pages: the provider's page follows.
        <a key={id} className="button" href={`/api/v1/session/oidc/${encodeURIComponent(id)}`}>
          {t.otherProvider(name)}
        </a>
      ))}
      {hasFailed && (
        <p className="complaint" role="alert">
          {t.providerFailed}
        </p>
      )}
    </>
  );
}
