import { PARTICIPANT_ROLES, SCOPES, type Scope } from '@pilotzone/information-sharing/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grantableBy, rightsOf, type Holder } from './rights.ts';

const holder = (change: Partial<Holder>): Holder => ({
  participantCode: 'A1',
  roles: ['merchant'],
  status: 'active',
  permissions: SCOPES,
  ...change,
});

describe('rights', () => {
  test('of a merchant are its own house and what it files', () => {
    const { scopes, zoneWide } = rightsOf(holder({}));
    expect([...scopes].sort()).toEqual([
      'ceb:send',
      'credit:read',
      'declarations:read',
      'finance:read',
      'keys:manage',
      'logistics:read',
      'people:manage',
      'personal-data:audit',
      'personal-data:read',
      'webhooks:manage',
    ]);
    expect(zoneWide).toEqual([]);
  });

  test('of a person are no more than the organisation lets her do', () => {
    const permissions: Scope[] = ['declarations:read', 'holds:decide'];
    expect(rightsOf(holder({ permissions })).scopes).toEqual(['declarations:read']);
    const officer = rightsOf(holder({ roles: ['customs'], permissions }));
    expect(officer.scopes).toEqual(permissions);
    expect(officer.zoneWide).toEqual(permissions);
  });

  test('of several roles add up, and the wider reach counts', () => {
    const both = rightsOf(holder({ roles: ['merchant', 'tax'] }));
    expect(both.scopes).toEqual(expect.arrayContaining(['ceb:send', 'finance:read']));
    expect(both.zoneWide).toContain('declarations:read');
    expect(both.zoneWide).not.toContain('ceb:send');
  });

  test('of an administrator include every other', () => {
    const admin = rightsOf(holder({ roles: ['operator'], permissions: ['admin'] }));
    expect(admin).toEqual({ scopes: [...SCOPES], zoneWide: [...SCOPES] });
    expect(rightsOf(holder({ permissions: ['admin'] })).scopes).toEqual([]);
  });

  test.each(['suspended', 'closed'] as const)('of a %s organisation are to send only', (status) => {
    expect(rightsOf(holder({ status })).scopes).toEqual(['ceb:send']);
    expect(
      rightsOf(holder({ status, roles: ['operator'], permissions: ['admin'] })).scopes,
    ).toEqual([]);
  });

  test('never grow by taking a role or a permission away', () => {
    const roles = fc.subarray([...PARTICIPANT_ROLES]);
    const permissions = fc.subarray([...SCOPES]);
    fc.assert(
      fc.property(roles, permissions, fc.nat(), (all, may, at) => {
        const whole = rightsOf(holder({ roles: all, permissions: may }));
        const fewer = rightsOf(
          holder({ roles: all.toSpliced(at % (all.length + 1), 1), permissions: may }),
        );
        const less = rightsOf(
          holder({ roles: all, permissions: may.toSpliced(at % (may.length + 1), 1) }),
        );
        for (const part of [fewer, less]) {
          expect(whole.scopes).toEqual(expect.arrayContaining([...part.scopes]));
          expect(whole.zoneWide).toEqual(expect.arrayContaining([...part.zoneWide]));
          expect(part.scopes).toEqual(expect.arrayContaining([...part.zoneWide]));
        }
      }),
    );
  });

  test('that reach the zone belong to authorities and those who run it', () => {
    const traders = ['platform', 'merchant', 'payment-firm', 'carrier', 'broker'] as const;
    for (const role of traders) expect(rightsOf(holder({ roles: [role] })).zoneWide).toEqual([]);
    for (const role of PARTICIPANT_ROLES) {
      const mayAdminister = grantableBy([role]).includes('admin');
      expect(mayAdminister).toBe(role === 'operator' || role === 'zone-administration');
    }
  });
});
