import {
  AGENCY,
  COMPONENT_NAMES,
  CONCEPTS,
  DIMENSIONS,
  FLOW,
  OBSERVATION_ATTRIBUTES,
  SERIES_ATTRIBUTES,
  VERSION,
  codeListsOf,
  urnOf,
} from './model/sdmx-structure.ts';
import type { CodeList, Name, SdmxComponent } from './model/sdmx-structure.ts';
import { documentOf, element, escapeXml } from './write-xml.ts';

/** What of the structures an answer holds. */
export type StructureParts = {
  readonly flow: boolean;
  readonly structure: boolean;
  readonly concepts: boolean;
  readonly codeLists: readonly CodeList[];
};

/** When an answer was made, and of which zone it is. */
export type SdmxHead = { readonly prepared: string; readonly zoneCode: string };

const SCHEMAS = 'http://www.sdmx.org/resources/sdmxml/schemas/v2_1';

/** Namespaces that every message needs. */
export const NAMESPACES = {
  'xmlns:mes': `${SCHEMAS}/message`,
  'xmlns:com': `${SCHEMAS}/common`,
};

/** Where the schemas of data live. */
export const DATA_SCHEMAS = `${SCHEMAS}/data`;

const MAINTAINED = { agencyID: AGENCY, version: VERSION, isFinal: 'true' };
const FLOW_NAME: Name = { en: 'Trade of the pilot zone', zh: '综合试验区进出口' };

/** Structures as SDMX-ML 2.1. */
export function structureXml(parts: StructureParts, head: SdmxHead): string {
  const { zoneCode } = head;
  const lists = parts.codeLists.map(codeListXml);
  return structureMessage(
    [
      ...(parts.flow ? [element('str:Dataflows', {}, [flowXml()])] : []),
      ...(lists.length > 0 ? [element('str:Codelists', {}, lists)] : []),
      ...(parts.concepts ? [element('str:Concepts', {}, [conceptsXml(zoneCode)])] : []),
      ...(parts.structure ? [element('str:DataStructures', {}, [dataStructureXml(zoneCode)])] : []),
    ],
    head,
  );
}

/** A structure message around its structures. */
export function structureMessage(inside: readonly string[], head: SdmxHead): string {
  const namespaces = { ...NAMESPACES, 'xmlns:str': `${SCHEMAS}/structure` };
  const structures = element('mes:Structures', {}, inside);
  return documentOf(element('mes:Structure', namespaces, [headerXml(head), structures]));
}

/** The header of every message; `more` is what data messages say of their structure. */
export function headerXml({ prepared, zoneCode }: SdmxHead, more = ''): string {
  return element('mes:Header', {}, [
    element('mes:ID', {}, [`PZ-${escapeXml(zoneCode)}`]),
    element('mes:Test', {}, ['false']),
    element('mes:Prepared', {}, [prepared]),
    element('mes:Sender', { id: AGENCY }),
    more,
  ]);
}

/** Another structure of ours. */
export function referenceTo(kind: string, id: string): string {
  const [pack = '', type = ''] = kind.split('.');
  return element('Ref', {
    ...{ id, version: VERSION, agencyID: AGENCY, package: pack, class: type },
  });
}

function namesXml({ en, zh }: Name): string[] {
  return [
    element('com:Name', { 'xml:lang': 'en' }, [escapeXml(en)]),
    element('com:Name', { 'xml:lang': 'zh' }, [escapeXml(zh)]),
  ];
}

function flowXml(): string {
  const urn = urnOf('datastructure.Dataflow', FLOW);
  return element('str:Dataflow', { id: FLOW, ...MAINTAINED, urn }, [
    ...namesXml(FLOW_NAME),
    element('str:Structure', {}, [referenceTo('datastructure.DataStructure', FLOW)]),
  ]);
}

function codeListXml(list: CodeList): string {
  const urn = urnOf('codelist.Codelist', list.id);
  const codes = list.codes.map((code) => {
    const codeUrn = `${urnOf('codelist.Code', list.id)}.${code.id}`;
    return element('str:Code', { id: code.id, urn: codeUrn }, namesXml(code));
  });
  const attributes = { id: list.id, ...MAINTAINED, urn };
  return element('str:Codelist', attributes, [...namesXml(list), ...codes]);
}

function conceptsXml(zoneCode: string): string {
  const lists = codeListsOf(zoneCode);
  const concepts = Object.entries(COMPONENT_NAMES).map(([id, name]) => {
    const list = lists.get(id as SdmxComponent);
    const urn = `${urnOf('conceptscheme.Concept', CONCEPTS)}.${id}`;
    const coded = list ? [element('str:CoreRepresentation', {}, [enumerationXml(list)])] : [];
    return element('str:Concept', { id, urn }, [...namesXml(name), ...coded]);
  });
  const urn = urnOf('conceptscheme.ConceptScheme', CONCEPTS);
  return element('str:ConceptScheme', { id: CONCEPTS, ...MAINTAINED, urn }, [
    ...namesXml({ en: 'Concepts of trade', zh: '贸易统计概念' }),
    ...concepts,
  ]);
}

function enumerationXml({ id }: CodeList): string {
  return element('str:Enumeration', {}, [referenceTo('codelist.Codelist', id)]);
}

function conceptOf(id: string): string {
  const concept = element('Ref', {
    ...{ id, maintainableParentID: CONCEPTS, maintainableParentVersion: VERSION },
    ...{ agencyID: AGENCY, package: 'conceptscheme', class: 'Concept' },
  });
  return element('str:ConceptIdentity', {}, [concept]);
}

function dataStructureXml(zoneCode: string): string {
  const measure = element('str:PrimaryMeasure', { id: 'OBS_VALUE' }, [conceptOf('OBS_VALUE')]);
  const urn = urnOf('datastructure.DataStructure', FLOW);
  return element('str:DataStructure', { id: FLOW, ...MAINTAINED, urn }, [
    ...namesXml(FLOW_NAME),
    element('str:DataStructureComponents', {}, [
      dimensionsXml(zoneCode),
      attributesXml(zoneCode),
      element('str:MeasureList', { id: 'MeasureDescriptor' }, [measure]),
    ]),
  ]);
}

function dimensionsXml(zoneCode: string): string {
  const time = element('str:TextFormat', { textType: 'ObservationalTimePeriod' });
  return element('str:DimensionList', { id: 'DimensionDescriptor' }, [
    ...DIMENSIONS.map((id, i) =>
      element('str:Dimension', { id, position: String(i + 1) }, [
        conceptOf(id),
        ...representationOf(id, zoneCode),
      ]),
    ),
    element('str:TimeDimension', { id: 'TIME_PERIOD', position: String(DIMENSIONS.length + 1) }, [
      conceptOf('TIME_PERIOD'),
      element('str:LocalRepresentation', {}, [time]),
    ]),
  ]);
}

function attributesXml(zoneCode: string): string {
  const ofSeries = DIMENSIONS.map((id) => element('str:Dimension', {}, [element('Ref', { id })]));
  const ofValue = [element('str:PrimaryMeasure', {}, [element('Ref', { id: 'OBS_VALUE' })])];
  const all = [
    ...SERIES_ATTRIBUTES.map((id) => [id, ofSeries] as const),
    ...OBSERVATION_ATTRIBUTES.map((id) => [id, ofValue] as const),
  ];
  const attributes = all.map(([id, relation]) =>
    element('str:Attribute', { id, assignmentStatus: 'Mandatory' }, [
      conceptOf(id),
      ...representationOf(id, zoneCode),
      element('str:AttributeRelationship', {}, relation),
    ]),
  );
  return element('str:AttributeList', { id: 'AttributeDescriptor' }, attributes);
}

function representationOf(id: SdmxComponent, zoneCode: string): string[] {
  const list = codeListsOf(zoneCode).get(id);
  return list ? [element('str:LocalRepresentation', {}, [enumerationXml(list)])] : [];
}
