import { defineAbility, subject, type MongoAbility } from '@casl/ability';
import {
  SCOPES,
  type ParticipantRole,
  type ParticipantStatus,
  type Scope,
} from '@pilotzone/information-sharing/contract';
import { GRANTS } from './grants.ts';

/** Who asks: an organisation as it stands, and what it lets this person or key do. */
export type Holder = {
  readonly participantCode: string;
  readonly roles: readonly ParticipantRole[];
  readonly status: ParticipantStatus;
  readonly permissions: readonly Scope[];
};

/** What somebody may do: all of it, and the part that reaches beyond the own organisation. */
export type Rights = {
  readonly scopes: readonly Scope[];
  readonly zoneWide: readonly Scope[];
};

/**
 * Every permission is decided here. A person or key may do what its organisation lets it do and the
 * organisation itself may do by its roles; without a condition where a role reaches the whole zone,
 * else on condition that the object is the organisation's own. An organisation that is suspended or
 * closed keeps nothing but sending, which answers it in customs' own words.
 */
export function abilityOf(holder: Holder): MongoAbility {
  return defineAbility((can) => {
    for (const permission of holder.permissions) {
      for (const role of holder.roles) {
        const isOut = holder.status !== 'active' && permission !== 'ceb:send';
        const reach = isOut ? undefined : GRANTS[role][permission];
        if (reach === 'zone') can(permission, 'all');
        else if (reach === 'own') can(permission, 'all', { owners: holder.participantCode });
      }
    }
  });
}

/** The rights of a holder as the HTTP layer and the stores' owner filters need them. */
export function rightsOf(holder: Holder): Rights {
  const ability = abilityOf(holder);
  const own = subject('object', { owners: [holder.participantCode] });
  const foreign = subject('object', { owners: [] });
  const isAdmin = ability.can('admin', foreign);
  return {
    scopes: SCOPES.filter((scope) => isAdmin || ability.can(scope, own)),
    zoneWide: SCOPES.filter((scope) => isAdmin || ability.can(scope, foreign)),
  };
}

/** What an organisation of these roles may let its people and keys do. */
export function grantableBy(roles: readonly ParticipantRole[]): readonly Scope[] {
  const holder = { participantCode: '', roles, status: 'active', permissions: SCOPES } as const;
  return rightsOf(holder).scopes;
}
