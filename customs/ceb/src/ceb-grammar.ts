import { any, compileModel, optional } from './content-model.ts';
import { expandedName } from './grammar.ts';
import type { AttributeRule, Content, ElementRule, Grammar, Step, TypeRule } from './grammar.ts';
import type { Entity, Field, MessageTable, SpecVersion } from './fields.ts';
import { anyText, integerOf, judgeDecimal, textOfLength, trimXml } from './lexical.ts';
import type { Judge } from './lexical.ts';
import { compileRecordMaker } from './records.ts';
import type { Value } from './records.ts';
import { CEB_NAMESPACE, MESSAGE_TABLES, MESSAGE_TYPES } from './tables.ts';
import { BASE_SUBSCRIBE_MAX, baseSubscribe, baseTransfer } from './tables/frame.ts';
import { dsElements, dsTypes, signature } from './xmldsig.ts';
import { complexType, xsInt, XSD_TYPES } from './xsd-types.ts';
import { parseDecimal } from './decimal.ts';

/** The grammar of all messages in one version of the specification. */
export function cebGrammar(spec: SpecVersion): Grammar {
  return GRAMMARS[spec];
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

const GRAMMARS: Record<SpecVersion, Grammar> = {
  '2022': buildGrammar('2022'),
  '2018': buildGrammar('2018'),
};

function buildGrammar(spec: SpecVersion): Grammar {
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
    step(global(entityRule(baseTransfer, spec)), 1, 1),
    step(global(entityRule(baseSubscribe, spec)), 0, BASE_SUBSCRIBE_MAX),
    step(global(extendRule()), 0, 1),
  ];
  for (const type of MESSAGE_TYPES)
    global(messageRule(MESSAGE_TABLES[type], spec, { frame, global }));
  return { elements, types };
}

type Parts = {
  readonly frame: readonly Step[];
  readonly global: (rule: ElementRule) => ElementRule;
};

function messageRule(table: MessageTable, spec: SpecVersion, parts: Parts): ElementRule {
  const { max } = table.document;
  const steps = [step(documentRule(table, spec, parts), 1, max)];
  if (table.frame === 'declaration') steps.push(...parts.frame);
  if (table.signature !== 'none') {
    steps.push(step(signature, table.signature === 'mandatory' ? 1 : 0, 1));
  }
  const isSingle = max === 1;
  const build = (children: readonly unknown[]): unknown => ({
    documents: isSingle ? [children[0]] : children[0],
    transfer: children[1],
    subscribes: children[2] ?? [],
    extend: children[3],
    signature: children[4],
  });
  return rule(table.type, complexType({ kind: 'steps', steps, build }, rootAttributes));
}

function documentRule(table: MessageTable, spec: SpecVersion, parts: Parts): ElementRule {
  const { element, head, lines } = table.document;
  const headRule = parts.global(entityRule(head, spec));
  if (element === head.element) {
    const build = (children: readonly unknown[]): unknown => ({
      head: buildOf(headRule)(children),
      lines: [],
    });
    return rule(element, complexType({ ...stepsOf(headRule), build }));
  }
  const steps = [step(headRule, 1, 1)];
  if (lines) steps.push(step(parts.global(entityRule(lines, spec)), 1, lines.max));
  const build = ([first, rest]: readonly unknown[]): unknown => ({
    head: first,
    lines: rest ?? [],
  });
  return rule(element, complexType({ kind: 'steps', steps, build }));
}

function entityRule(entity: Entity, spec: SpecVersion): ElementRule {
  const make = compileRecordMaker(entity.fields);
  const steps = entity.fields.map((field) =>
    step(fieldRule(field, spec), field.optional ? 0 : 1, 1),
  );
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

function fieldRule(field: Field, spec: SpecVersion): ElementRule {
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
  const content = { kind: 'simple', judge: judgeOf(field, spec), fixed } as const;
  if (field.kind === 'text') return rule(field.name, complexType(content));
  const decodeField = field.kind === 'decimal' ? parseDecimal : decode;
  return rule(field.name, complexType({ ...content, decode: decodeField }));
}

/** A valid integer as a number; adding zero turns -0 into 0. */
function decode(text: string): number {
  return Number(trimXml(text)) + 0;
}

/** How a field's value is judged in a version. */
export function judgeOf(field: Field, spec: SpecVersion): Judge {
  if (field.kind === 'decimal') return judgeDecimal;
  if (field.kind === 'integer') return integerOf(field.digits);
  const { min, max } = (spec === '2018' ? field.in2018 : undefined) ?? field;
  return min === 0 && max === Number.MAX_SAFE_INTEGER ? anyText : textOfLength(min, max);
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
