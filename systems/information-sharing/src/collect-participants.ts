import type { ParticipantRole } from './contract.ts';
import type { UnfiledDocument } from './model/filing.ts';
import type { Participant } from './model/participant.ts';
import { openMessage } from './open-message.ts';

/** Gathers the companies that messages name, each with the roles in which it is named. */
export type ParticipantCollector = {
  /** Reads one message as it would be received; one that cannot be read names nobody. */
  add(bytes: Uint8Array): void;
  /** All companies named so far, active, in order of code. */
  participants(): Participant[];
};

/**
 * For `clear` without a participants file and for demo zones: everyone named in the files is taken
 * to be enrolled. Never for a real zone, where the right to send must be granted by somebody.
 */
export function createParticipantCollector(): ParticipantCollector {
  const named = new Map<string, { name: string; roles: Set<ParticipantRole> }>();
  return { add, participants };

  function add(bytes: Uint8Array): void {
    const opened = openMessage(bytes);
    if (opened.kind === 'refused') return;
    for (const filing of opened.filings) {
      for (const [code, name, role] of mentionsOf(filing)) note(code, name, role);
    }
    note(opened.transferCode, opened.transferName, undefined);
  }

  function note(
    code: string | undefined,
    name: string | undefined,
    role: ParticipantRole | undefined,
  ): void {
    if (!code) return;
    const known = named.get(code) ?? { name: '', roles: new Set() };
    named.set(code, known);
    known.name ||= name ?? '';
    if (role) known.roles.add(role);
  }

  function participants(): Participant[] {
    return [...named]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, { name, roles }]) => ({
        code,
        creditCode: null,
        name: name || code,
        status: 'active',
        roles: [...roles].sort(),
      }));
  }
}

type Mention = readonly [code: string | undefined, name: string | undefined, role: ParticipantRole];

function mentionsOf(filing: UnfiledDocument): readonly Mention[] {
  switch (filing.type) {
    case 'CEB311Message': {
      const order = filing.document.head;
      return [
        [order.ebpCode, order.ebpName, 'platform'],
        [order.ebcCode, order.ebcName, 'merchant'],
        [order.payCode, order.payName, 'payment-firm'],
      ];
    }
    case 'CEB411Message': {
      const payment = filing.document.head;
      return [
        [payment.payCode, payment.payName, 'payment-firm'],
        [payment.ebpCode, payment.ebpName, 'platform'],
      ];
    }
    case 'CEB511Message':
    case 'CEB513Message': {
      const waybill = filing.document.head;
      return [[waybill.logisticsCode, waybill.logisticsName, 'carrier']];
    }
    case 'CEB621Message': {
      const list = filing.document.head;
      return [
        [list.agentCode, list.agentName, 'broker'],
        [list.ebpCode, list.ebpName, 'platform'],
        [list.ebcCode, list.ebcName, 'merchant'],
        [list.logisticsCode, list.logisticsName, 'carrier'],
        [list.assureCode, undefined, 'guarantor'],
        [list.areaCode, list.areaName, 'bonded-operator'],
      ];
    }
  }
}
