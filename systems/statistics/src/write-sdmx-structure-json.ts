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
import type { SdmxHead, StructureParts } from './write-sdmx-structure.ts';

/** The meta of every SDMX-JSON message. */
export function metaOf({ prepared, zoneCode }: SdmxHead, schema: string) {
  return {
    schema: `https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/${schema}`,
    id: `PZ-${zoneCode}`,
    ...{ prepared, test: false, contentLanguages: ['en', 'zh'], sender: { id: AGENCY } },
  };
}

/** Structures as SDMX-JSON 1.0. */
export function structureJson(parts: StructureParts, head: SdmxHead): object {
  const { zoneCode } = head;
  return {
    meta: metaOf(head, 'structure-message/tools/schemas/1.0/sdmx-json-structure-schema.json'),
    data: {
      ...(parts.flow && { dataflows: [flow()] }),
      ...(parts.codeLists.length > 0 && { codelists: parts.codeLists.map(codeList) }),
      ...(parts.concepts && { conceptSchemes: [conceptScheme(zoneCode)] }),
      ...(parts.structure && { dataStructures: [dataStructure(zoneCode)] }),
    },
  };
}

const MAINTAINED = { version: VERSION, agencyID: AGENCY, isFinal: true };
const FLOW_NAME: Name = { en: 'Trade of the pilot zone', zh: '综合试验区进出口' };

function named({ en, zh }: Name) {
  return { name: en, names: { en, zh } };
}

function flow() {
  return {
    ...{ id: FLOW, ...MAINTAINED, ...named(FLOW_NAME) },
    structure: urnOf('datastructure.DataStructure', FLOW),
  };
}

function codeList(list: CodeList) {
  const codes = list.codes.map((code) => ({ id: code.id, ...named(code) }));
  return { id: list.id, ...MAINTAINED, ...named(list), codes };
}

function conceptScheme(zoneCode: string) {
  const lists = codeListsOf(zoneCode);
  const concepts = Object.entries(COMPONENT_NAMES).map(([id, name]) => {
    const list = lists.get(id as SdmxComponent);
    const coded = list && { coreRepresentation: enumeration(list) };
    return { id, ...named(name), ...coded };
  });
  const names = { en: 'Concepts of trade', zh: '贸易统计概念' };
  return { id: CONCEPTS, ...MAINTAINED, ...named(names), concepts };
}

function enumeration({ id }: CodeList) {
  return { enumeration: urnOf('codelist.Codelist', id) };
}

function dataStructure(zoneCode: string) {
  const lists = codeListsOf(zoneCode);
  const component = (id: SdmxComponent | 'TIME_PERIOD' | 'OBS_VALUE') => {
    const list = lists.get(id as SdmxComponent);
    return {
      id,
      conceptIdentity: `${urnOf('conceptscheme.Concept', CONCEPTS)}.${id}`,
      ...(list && { localRepresentation: enumeration(list) }),
    };
  };
  const ofSeries = { dimensions: [...DIMENSIONS] };
  return {
    ...{ id: FLOW, ...MAINTAINED, ...named(FLOW_NAME) },
    dataStructureComponents: {
      dimensionList: {
        id: 'DimensionDescriptor',
        dimensions: DIMENSIONS.map((id, position) => ({ ...component(id), position })),
        timeDimensions: [{ ...component('TIME_PERIOD'), position: DIMENSIONS.length }],
      },
      attributeList: {
        id: 'AttributeDescriptor',
        attributes: [
          ...SERIES_ATTRIBUTES.map((id) => ({
            ...component(id),
            ...{ assignmentStatus: 'Mandatory', attributeRelationship: ofSeries },
          })),
          ...OBSERVATION_ATTRIBUTES.map((id) => ({
            ...component(id),
            assignmentStatus: 'Mandatory',
            attributeRelationship: { primaryMeasure: 'OBS_VALUE' },
          })),
        ],
      },
      measureList: { id: 'MeasureDescriptor', primaryMeasure: component('OBS_VALUE') },
    },
  };
}
