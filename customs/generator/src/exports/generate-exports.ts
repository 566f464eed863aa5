import { encodeCeb } from '@pilotzone/ceb/encode';
import type { OutgoingMessage } from '@pilotzone/ceb/encode';
import type { PlainDate } from '@pilotzone/kernel/time';
import { exportRulesOn } from '@pilotzone/rules/export/dated-rules';
import type { DemoSigners } from '../demo-signers.ts';
import { createRandom } from '../random.ts';
import type { Random } from '../random.ts';
import { drawShipment } from './draw-shipment.ts';
import type { ExportMode, ShipmentWorld } from './draw-shipment.ts';
import { EXPORT_FAULTS } from './faults.ts';
import { makeLife } from './lives.ts';
import { expectedOf, submissionsOf } from './scenario.ts';
import type {
  ExpectedApplication,
  ExpectedExport,
  ExportScenario,
  ExportSubmission,
  GeneratedExportType,
  SoundShipment,
} from './scenario.ts';

export type GenerateExportsOptions = {
  readonly declarations: number;
  readonly seed: number;
  /** Share of lists with a fault, 0 to 1. */
  readonly faults: number;
  readonly day: PlainDate;
  /**
   * Share of the lists without a fault that live a whole life: manifest, summary application,
   * cancellation or return; at first none.
   */
  readonly lives?: number;
  /** The modes to draw from; all that the day allows unless told otherwise. */
  readonly modes?: readonly ExportMode[];
  /** Sign every message; the bytes then differ each time. */
  readonly signers?: DemoSigners;
};

/** One thing generated. */
export type GeneratedExport =
  | {
      readonly kind: 'message';
      readonly type: GeneratedExportType;
      readonly name: string;
      readonly bytes: Buffer;
    }
  | {
      readonly kind: 'expected';
      readonly line: ExpectedExport | ExpectedApplication;
      readonly fault: string | undefined;
    };

const ALL_MODES: readonly ExportMode[] = ['9610', '1210', '9710', '9810'];
const BLOCK = 1_000;
const DOCUMENTS_MAX = 100;

/**
 * Realistic messages of a day of exports, from order to departure, and what `clear` must answer to
 * each list and application. The same options give the same bytes on every machine; faults come in
 * turn. Until 2024-12-14 receipts of payment come along, and no sound 9810 list can be made,
 * because it needs a filing.
 */
export function* generateExports(options: GenerateExportsOptions): Generator<GeneratedExport> {
  const random = createRandom(options.seed);
  const law = exportRulesOn(options.day);
  let serial = 0;
  const world: ShipmentWorld = { random, day: options.day, nextSerial: () => (serial += 1) };
  const modes = (options.modes ?? ALL_MODES).filter(
    (mode) => law.modes.has(mode) && !(mode === '9810' && law.warehouseFilingRequired),
  );
  if (modes.length === 0) throw new RangeError(`no export by list is possible on ${options.day}`);
  const faults = EXPORT_FAULTS.filter(({ mode }) => mode === undefined || modes.includes(mode));
  const { lives = 0 } = options;
  const lifeWorld = { ...world, modes, withPayment: law.paymentRequired };
  let [left, number, turn, life] = [options.declarations, 0, 0, 0];
  while (left > 0) {
    const submissions: ExportSubmission[] = [];
    for (let block = Math.min(left, BLOCK); block > 0; block -= 1) {
      const fault = random.chance(options.faults) ? faults[turn++ % faults.length] : undefined;
      if (!fault && lives > 0 && random.chance(lives)) {
        const { submissions: sent, expected } = makeLife(lifeWorld, life++);
        submissions.push(...sent);
        for (const line of expected) yield { kind: 'expected', line, fault: undefined };
        const lists = expected.filter((line) => !('application' in line)).length;
        block -= lists - 1;
        left -= lists;
        continue;
      }
      left -= 1;
      const wish = { ...fault?.wish, mode: fault?.mode ?? random.pick(modes) };
      const shipment = drawShipment(world, wish);
      const sound = { shipment, withPayment: law.paymentRequired };
      const scenario = fault ? fault.make(sound) : sendAll(sound);
      submissions.push(...scenario.submissions);
      yield { kind: 'expected', line: scenario.expected, fault: fault?.name };
    }
    for (const { type, bytes } of composeExports(random, submissions, options.signers)) {
      number += 1;
      yield { kind: 'message', type, name: String(number).padStart(7, '0'), bytes };
    }
  }
}

function sendAll(sound: SoundShipment): ExportScenario {
  return {
    submissions: submissionsOf(sound.shipment, sound.withPayment),
    expected: expectedOf(sound.shipment, 'released', []),
  };
}

/** Messages of up to 100 documents of one type and sender, in the order in which they came. */
function composeExports(
  random: Random,
  submissions: readonly ExportSubmission[],
  signers: DemoSigners | undefined,
): { type: GeneratedExportType; bytes: Buffer }[] {
  const groups = new Map<string, ExportSubmission[]>();
  for (const submission of submissions) {
    const key = `${submission.type} ${submission.sender.code}`;
    groups.set(key, [...(groups.get(key) ?? []), submission]);
  }
  return [...groups.values()].flatMap((group) => {
    const messages: { type: GeneratedExportType; bytes: Buffer }[] = [];
    for (let from = 0; from < group.length; from += DOCUMENTS_MAX)
      messages.push(composeMessage(random, group.slice(from, from + DOCUMENTS_MAX), signers));
    return messages;
  });
}

function composeMessage(
  random: Random,
  group: readonly ExportSubmission[],
  signers: DemoSigners | undefined,
) {
  const [first] = group;
  if (!first) throw new RangeError('a message needs a document');
  const { type, sender } = first;
  const transfer = {
    copCode: sender.code,
    copName: sender.name,
    dxpMode: 'DXP',
    dxpId: `DXPENT${sender.code}`,
    note: undefined,
  };
  const documents = group.map(({ document }) => document);
  // All documents of a group are of the group's type.
  const message = { type, guid: random.guid(), version: '1.0', transfer, documents };
  const outgoing = message as unknown as OutgoingMessage;
  return { type, bytes: signers ? signers.sign(outgoing, sender) : encodeCeb(outgoing) };
}
