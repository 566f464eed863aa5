import { encodeCeb } from '@pilotzone/ceb/encode';
import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import type { Field, MessageTable } from '@pilotzone/ceb/fields';
import type { CebMessage, MessageType } from '@pilotzone/ceb/message';
import { MESSAGE_TABLES } from '@pilotzone/ceb/tables';
import type { Finding } from '@pilotzone/kernel/finding';
import { formatReturnTime } from '@pilotzone/kernel/time';
import { returnInfoOf } from '@pilotzone/rules/verdict';
import type { Answer, StandAloneNeeds } from './needs.ts';

/**
 * Turns down every document of a message for what is wrong with the message itself: a receipt each
 * with the official code. Receipts repeat what names the document; `undefined` for messages that
 * have none.
 */
export async function refuseMessage(
  needs: StandAloneNeeds,
  message: CebMessage,
  faults: readonly Finding[],
): Promise<Answer | undefined> {
  const type = receiptOf(message.type);
  if (!type) return undefined;
  const table: MessageTable = MESSAGE_TABLES[type];
  const { fields } = table.document.head;
  const status = statusOf(faults);
  const said = {
    returnStatus: status,
    returnTime: formatReturnTime(needs.clock.now()),
    returnInfo: returnInfoOf(faults),
  };
  const documents = [];
  for (const { head } of message.documents) {
    const { customsCode = '0000' } = head as { customsCode?: string };
    const { preNo } = await needs.numbers.next(customsCode);
    const known: Known = { ...head, preNo, guid: needs.ids.newId(), ...said };
    documents.push({ head: Object.fromEntries(fields.map(fill(known))), lines: [] });
  }
  const frame = { type, guid: needs.ids.newId(), version: '1.0' };
  // Filled by the table of this very type.
  const body = encodeCeb({ ...frame, documents } as unknown as OutgoingMessage);
  const why = message.documents.map(() => `${message.type}: ${status} ${said.returnInfo}`);
  return { body, messageType: type, step: 0, laterMs: 0, why };
}

/** E-port's code where it has one; the transport's is made negative, as errors are below 0. */
function statusOf(faults: readonly Finding[]): string {
  const [first] = faults;
  const own = faults.find(({ code }) => /^-\d+$/.test(code));
  return own?.code ?? `-${first?.code ?? '1001'}`;
}

type Known = Readonly<Record<string, unknown>>;

/** The receipt of a message: the number after its own. */
function receiptOf(type: MessageType): MessageType | undefined {
  const name = `CEB${String(Number(type.slice(3, 6)) + 1)}Message`;
  return Object.keys(MESSAGE_TABLES).find((known): known is MessageType => known === name);
}

/** What the document says where it fits the receipt's field, else as little as the schema takes. */
function fill(known: Known): (field: Field) => readonly [string, unknown] {
  return (field) => {
    const value = known[field.name];
    if (field.kind !== 'text') return [field.name, value ?? (field.optional ? undefined : 0)];
    // Lengths are in code points, as the schema counts.
    const characters = typeof value === 'string' ? [...value].slice(0, field.max) : [];
    const lacks = field.min - characters.length;
    if (lacks > 0 && field.optional) return [field.name, undefined];
    return [field.name, characters.join('') + '0'.repeat(Math.max(0, lacks))];
  };
}
