import type { CebMessage } from '@pilotzone/ceb/message';
import { exportFilingsOf } from '@pilotzone/information-sharing/model/export-filing';
import type { ParticipantRole } from '@pilotzone/information-sharing/contract';

const EXPORT_ROLES: readonly (readonly [field: string, role: ParticipantRole])[] = [
  ['ebp', 'platform'],
  ['ebc', 'merchant'],
  ['logistics', 'carrier'],
  ['agent', 'broker'],
  ['pay', 'payment-firm'],
  ['iac', 'bonded-operator'],
];

type Company = { name: string; roles: Set<ParticipantRole> };

/** The companies named in messages, with the roles in which they appear. */
export class Companies {
  readonly #byCode = new Map<string, Company>();
  readonly #guarantors = new Set<string>();

  note(message: CebMessage): void {
    const { transfer } = message;
    if (transfer) this.#add(transfer.copCode, transfer.copName, undefined);
    switch (message.type) {
      case 'CEB311Message':
        for (const { head } of message.documents) {
          this.#add(head.ebpCode, head.ebpName, 'platform');
          this.#add(head.ebcCode, head.ebcName, 'merchant');
        }
        return;
      case 'CEB411Message':
        for (const { head } of message.documents) {
          this.#add(head.payCode, head.payName, 'payment-firm');
          this.#add(head.ebpCode, head.ebpName, 'platform');
        }
        return;
      case 'CEB511Message':
      case 'CEB513Message':
        for (const { head } of message.documents)
          this.#add(head.logisticsCode, head.logisticsName, 'carrier');
        return;
      case 'CEB621Message':
        for (const { head } of message.documents) {
          this.#add(head.ebpCode, head.ebpName, 'platform');
          this.#add(head.ebcCode, head.ebcName, 'merchant');
          this.#add(head.logisticsCode, head.logisticsName, 'carrier');
          this.#add(head.agentCode, head.agentName, 'broker');
          this.#add(head.assureCode, head.assureCode, 'guarantor');
          if (head.areaCode)
            this.#add(head.areaCode, head.areaName ?? head.areaCode, 'bonded-operator');
          this.#guarantors.add(head.assureCode);
        }
        return;
      case 'CEB623Message':
      case 'CEB625Message':
        for (const { head } of message.documents)
          this.#add(head.agentCode, head.agentName, 'broker');
        return;
      case 'CEB711Message':
        for (const { head } of message.documents)
          this.#add(head.operatorCode, head.operatorName, 'bonded-operator');
        return;
      default:
        for (const { document } of exportFilingsOf(message)) this.#noteExport(document.head);
    }
  }

  /** Companies of a document about exports, by the fields that name them. */
  #noteExport(head: object): void {
    const named = new Map(Object.entries(head));
    for (const [field, role] of EXPORT_ROLES) {
      const code: unknown = named.get(`${field}Code`);
      const name: unknown = named.get(`${field}Name`);
      if (typeof code !== 'string' || code === '' || code === '无') continue;
      this.#add(code, typeof name === 'string' ? name : code, role);
    }
  }

  #add(code: string, name: string, role: ParticipantRole | undefined): void {
    const known = this.#byCode.get(code) ?? { name, roles: new Set<ParticipantRole>() };
    if (known.name === code) known.name = name;
    if (role) known.roles.add(role);
    this.#byCode.set(code, known);
  }

  list(): { code: string; name: string; roles: ParticipantRole[] }[] {
    return [...this.#byCode].map(([code, { name, roles }]) => ({
      code,
      name,
      roles: [...roles].sort(),
    }));
  }

  guarantors(): string[] {
    return [...this.#guarantors].sort();
  }
}
