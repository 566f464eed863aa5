import { expandedName } from './grammar.ts';
import type { TypeRule } from './grammar.ts';
import { trimXml } from './lexical.ts';
import type { Fault } from './lexical.ts';
import { reportAttribute } from './walk.ts';
import type { Frame, OpenTag, Walk } from './walk.ts';
import { anyType, XSD_NAMESPACE, XSI_NAMESPACE } from './xsd-types.ts';

/** Namespace of xml:id and xml:lang. */
export const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

/** Judges the attributes of an element of this type. */
export function checkAttributes(walk: Walk, frame: Frame, type: TypeRule, tag: OpenTag): void {
  const isOpen = type.content.kind === 'any';
  for (const attribute of tag.attributes) {
    const { namespace, name, value } = attribute;
    if (namespace === XSI_NAMESPACE && isXsiAllowed(walk, frame, name, isOpen)) continue;
    const rule = namespace === '' ? type.attributes.find((a) => a.name === name) : undefined;
    if (!rule) {
      if (!isOpen) reportAttribute(walk, frame, name, UNKNOWN_ATTRIBUTE);
      continue;
    }
    const fault = rule.judge(value) ?? (rule.isId && takeId(walk, value));
    if (fault) reportAttribute(walk, frame, name, fault);
  }
  for (const { name, required } of type.attributes) {
    if (!required || tag.attributes.some((a) => a.name === name && a.namespace === '')) continue;
    reportAttribute(walk, frame, name, { code: 'missing-attribute', message: 'is missing' });
  }
}

const UNKNOWN_ATTRIBUTE: Fault = { code: 'unknown-attribute', message: 'is not known here' };

/** Handles the attributes of a schema instance; false for one that is none of the four. */
function isXsiAllowed(walk: Walk, frame: Frame, name: string, isOpen: boolean): boolean {
  if (name === 'nil') {
    const fault = {
      code: 'not-nillable',
      message: 'may not stand here; the element is not nillable',
    };
    if (!isOpen) reportAttribute(walk, frame, 'xsi:nil', fault);
    return true;
  }
  return name === 'type' || name === 'schemaLocation' || name === 'noNamespaceSchemaLocation';
}

/** xml:id counts as an identity wherever it stands, also where the schema does not look. */
export function takeXmlIds(walk: Walk, frame: Frame | undefined, tag: OpenTag): void {
  for (const { namespace, name, value } of tag.attributes) {
    if (namespace !== XML_NAMESPACE || name !== 'id') continue;
    const fault = takeId(walk, value);
    if (fault && frame) reportAttribute(walk, frame, 'xml:id', fault);
  }
}

function takeId(walk: Walk, value: string): Fault | undefined {
  const id = trimXml(value);
  if (walk.ids.has(id)) return { code: 'duplicate-id', message: 'is used twice in the message' };
  walk.ids.add(id);
  return undefined;
}

/** The type an element claims by xsi:type; `undefined` when it claims none. */
export function typeClaimed(
  walk: Walk,
  declared: TypeRule,
  tag: OpenTag,
): TypeRule | 'unknown' | undefined {
  const claim = tag.attributes.find((a) => a.name === 'type' && a.namespace === XSI_NAMESPACE);
  if (!claim) return undefined;
  const colon = claim.value.indexOf(':');
  const namespace = tag.resolve(colon < 0 ? '' : claim.value.slice(0, colon)) ?? '';
  const type = walk.grammar.types.get(expandedName(namespace, claim.value.slice(colon + 1)));
  if (!type) return 'unknown';
  for (let at: TypeRule | undefined = type; at; at = at.base) {
    if (at.name === declared.name) return type;
  }
  return declared === anyType ? type : 'unknown';
}

/** Why a claim was not believed. */
export function badType(tag: OpenTag): Fault {
  const what = tag.namespace === XSD_NAMESPACE ? 'type' : 'type for this element';
  return { code: 'wrong-type', message: `claims (xsi:type) what is no known ${what}` };
}
