import { any, compileModel, optional } from './content-model.ts';
import { expandedName } from './grammar.ts';
import type { AttributeRule, Content, ElementRule, Grammar, Step, TypeRule } from './grammar.ts';
import { fieldsIn, lineCountIn, UNBOUNDED } from './fields.ts';
import type { Entity, Field, MessageTable, SpecVersion } from './fields.ts';
import { anyText, collapseXml, integerOf, judgeDecimal, textOfLength, trimXml } from './lexical.ts';
import type { Judge } from './lexical.ts';
import { compileRecordMaker } from './records.ts';
import type { Value } from './records.ts';
import { CEB_NAMESPACE, MESSAGE_TABLES } from './tables.ts';
import { BASE_SUBSCRIBE_MAX, baseSubscribe, baseTransferOf } from './tables/frame.ts';
import { dsElements, dsTypes, signature } from './xmldsig.ts';
import { complexType, xsInt, XSD_TYPES } from './xsd-types.ts';
import { parseDecimal } from './decimal.ts';

/** The schema a message stands in: imports and exports have one each, with names in common. */
export type SchemaSide = 'import' | 'export';

/** The schema that a message stands in. */
export function sideOf({ direction }: MessageTable): SchemaSide {
  return direction === 'export' ? 'export' : 'import';
}

/** The grammar of all messages of a side in one version of the specification. */
export function cebGrammar(spec: SpecVersion, side: SchemaSide): Grammar {
  return GRAMMARS[spec][side];
}

/** Attributes of every root: guid of 36 characters, version of 1 to 10. */
const rootAttributes: readonly AttributeRule[] = [
  { name: 'guid', required: true, judge: textOfLength(36, 36) },
  { name: 'version', required: true, judge: textOfLength(1, 10) },
];

/** `XMLElement`: at most one element, whatever it is. */
const xmlElement: TypeRule = complexType(
  {
    kind: 'model',
    model: compileModel(optional(any<ElementRule>('skip'))),
    mixed: false,
    capture: 'content',
  },
  [],
  expandedName(CEB_NAMESPACE, 'XMLElement'),
);

const GRAMMARS: Record<SpecVersion, Record<SchemaSide, Grammar>> = {
  '2022': { import: buildGrammar('2022', 'import'), export: buildGrammar('2022', 'export') },
  '2018': { import: buildGrammar('2018', 'import'), export: buildGrammar('2018', 'export') },
};

function buildGrammar(spec: SpecVersion, side: SchemaSide): Grammar {
  const elements = new Map<string, ElementRule>(dsElements);
  const types = new Map<string, TypeRule>(dsTypes);
  for (const type of [...XSD_TYPES, xmlElement]) {
    if (type.name !== undefined) types.set(type.name, type);
  }
  const global = (rule: ElementRule): ElementRule => {
    elements.set(expandedName(rule.namespace, rule.name), rule);
    return rule;
  };
  const frame = [
    step(global(entityRule(baseTransferOf(side), spec)), 1, 1),
    step(global(entityRule(baseSubscribe, spec)), 0, BASE_SUBSCRIBE_MAX),
  ];
  const extend = step(global(extendRule()), 0, 1);
  for (const table of Object.values<MessageTable>(MESSAGE_TABLES)) {
    if (sideOf(table) !== side || (table.since2022 && spec === '2018')) continue;
    global(messageRule(table, spec, { frame, extend, global }));
  }
  return { elements, types };
}

type Parts = {
  /** BaseTransfer and BaseSubscribe. */
  readonly frame: readonly Step[];
  readonly extend: Step;
  readonly global: (rule: ElementRule) => ElementRule;
};

function messageRule(table: MessageTable, spec: SpecVersion, parts: Parts): ElementRule {
  const { max } = table.document;
  const steps = [step(documentRule(table, spec, parts), 1, max)];
  const signed = step(signature, table.signature === 'mandatory' ? 1 : 0, 1);
  // Exports are signed before the extension, imports after it.
  const isExport = sideOf(table) === 'export';
  const ending = isExport ? [signed, parts.extend] : [parts.extend, signed];
  if (table.frame === 'declaration') steps.push(...parts.frame, ...ending);
  const isSingle = max === 1;
  const build = (children: readonly unknown[]): unknown => ({
    documents: isSingle ? [children[0]] : children[0],
    transfer: children[1],
    subscribes: children[2] ?? [],
    extend: children[isExport ? 4 : 3],
    signature: children[isExport ? 3 : 4],
  });
  return rule(table.type, complexType({ kind: 'steps', steps, build }, rootAttributes));
}

function documentRule(table: MessageTable, spec: SpecVersion, parts: Parts): ElementRule {
  const { element, head, lines } = table.document;
  const count = lineCountIn(table.document, spec);
  const headRule = parts.global(entityRule(head, spec));
  if (element === head.element) {
    const build = (children: readonly unknown[]): unknown => ({
      head: buildOf(headRule)(children),
      lines: [],
    });
    return rule(element, complexType({ ...stepsOf(headRule), build }));
  }
  const steps = [step(headRule, 1, 1)];
  if (lines && count) {
    steps.push(step(parts.global(entityRule(lines, spec)), count.min, count.max));
  }
  const build = ([first, rest]: readonly unknown[]): unknown => ({
    head: first,
    lines: rest ?? [],
  });
  const wrapper = rule(element, complexType({ kind: 'steps', steps, build }));
  // The import schema declares its wrappers inside of the messages.
  return sideOf(table) === 'export' ? parts.global(wrapper) : wrapper;
}

function entityRule(entity: Entity, spec: SpecVersion): ElementRule {
  const fields = fieldsIn(entity.fields, spec);
  const make = compileRecordMaker(entity.fields, fields);
  const steps = fields.map((field) => step(fieldRule(field), field.optional ? 0 : 1, 1));
  const build = (children: readonly unknown[]): unknown => make(children as readonly Value[]);
  return rule(entity.element, complexType({ kind: 'steps', steps, build }));
}

function extendRule(): ElementRule {
  const short = complexType({ kind: 'simple', judge: textOfLength(0, 30), fixed: undefined });
  const steps = [
    step(rule('name', short), 1, 1),
    step(rule('version', short), 1, 1),
    step(rule('Message', xmlElement), 1, 1),
  ];
  const build = ([name, version, message]: readonly unknown[]): unknown => {
    return { name, version, message };
  };
  return rule('ExtendMessage', complexType({ kind: 'steps', steps, build }));
}

function fieldRule(field: Field): ElementRule {
  // gnum is declared as the built-in xs:int; everything else has a type of its own without a name.
  if (field.kind === 'integer' && field.digits === undefined) {
    const content = {
      kind: 'simple',
      judge: integerOf(undefined),
      fixed: undefined,
      decode,
    } as const;
    return rule(field.name, complexType(content, [], xsInt.name));
  }
  const fixed = field.kind === 'text' ? field.fixed : undefined;
  const emptyMeans = field.kind === 'integer' ? undefined : field.emptyMeans;
  const content = { kind: 'simple', judge: judgeOf(field), fixed, emptyMeans } as const;
  if (field.kind === 'text') {
    const collapse = field.collapses ? { decode: collapseXml } : {};
    return rule(field.name, complexType({ ...content, ...collapse }));
  }
  const decodeField = field.kind === 'decimal' ? parseDecimal : decode;
  return rule(field.name, complexType({ ...content, decode: decodeField }));
}

/** A valid integer as a number; adding zero turns -0 into 0. */
function decode(text: string): number {
  return Number(trimXml(text)) + 0;
}

/** How a value of a field, as a version wants it, is judged. */
function judgeOf(field: Field): Judge {
  if (field.kind === 'decimal') return judgeDecimal;
  if (field.kind === 'integer') return integerOf(field.digits);
  const { min, max, collapses } = field;
  const judge = min === 0 && max === UNBOUNDED ? anyText : textOfLength(min, max);
  return collapses ? (value) => judge(collapseXml(value)) : judge;
}

function step(element: ElementRule, min: number, max: number): Step {
  return { element, min, max };
}

function rule(name: string, type: TypeRule): ElementRule {
  return { namespace: CEB_NAMESPACE, name, type };
}

type Steps = Extract<Content, { kind: 'steps' }>;

function stepsOf(element: ElementRule): Steps {
  const { content } = element.type;
  if (content.kind !== 'steps') throw new Error(`bug: ${element.name} is no sequence`);
  return content;
}

function buildOf(element: ElementRule): Steps['build'] {
  return stepsOf(element).build;
}
