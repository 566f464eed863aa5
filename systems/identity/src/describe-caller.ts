import type { HttpCaller } from '@pilotzone/kernel/http';
import type { Me } from './contract.ts';
import type { IdentityNeeds } from './identity-needs.ts';
import { getPerson } from './manage-account.ts';
import { grantableBy } from './model/rights.ts';
import { csrfTokenOf } from './open-session.ts';

/**
 * Who is calling, for whom, and what the caller may do. `token` is the session's cookie: the page
 * needs what follows from it to send changes.
 */
export async function describeCaller(
  needs: IdentityNeeds,
  caller: HttpCaller,
  token?: string,
): Promise<Me> {
  const { participantCode, name, scopes, zoneWide = [], personId } = caller;
  const organisation = await needs.organisationOf(participantCode);
  const person = personId === undefined ? undefined : await getPerson(needs, personId);
  return {
    zoneCode: needs.zoneCode,
    participantCode,
    name,
    scopes: [...scopes],
    zoneWide: [...zoneWide],
    organisation: organisation ? { ...organisation, roles: [...organisation.roles] } : null,
    grantable: [...grantableBy(organisation?.roles ?? [])],
    person: person
      ? {
          personId: person.personId,
          loginName: person.loginName,
          mustChangePassword: person.mustChangePassword,
          hasTotp: person.totpSealed !== null,
          csrfToken: csrfTokenOf(token ?? ''),
        }
      : null,
  };
}
