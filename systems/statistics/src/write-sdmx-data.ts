import { csvRow } from '@pilotzone/kernel/sheets/write-csv';
import type { Observation, Series, SeriesKey } from './model/sdmx-data.ts';
import { monthsOf } from './model/sdmx-data.ts';
import {
  AGENCY,
  COMPONENT_NAMES,
  DIMENSIONS,
  FLOW,
  VERSION,
  codeListsOf,
  urnOf,
} from './model/sdmx-structure.ts';
import type { SdmxComponent } from './model/sdmx-structure.ts';
import {
  DATA_SCHEMAS,
  NAMESPACES,
  headerXml,
  referenceTo,
  structureMessage,
} from './write-sdmx-structure.ts';
import type { SdmxHead } from './write-sdmx-structure.ts';
import { documentOf, element } from './write-xml.ts';
import { metaOf } from './write-sdmx-structure-json.ts';

/** How much of the data an answer holds. */
export type Detail = 'full' | 'dataonly' | 'serieskeysonly' | 'nodata';

export type DataAnswer = {
  readonly series: readonly Series[];
  readonly detail: Detail;
  readonly head: SdmxHead;
};

/** Attributes of a series and of an observation, in the order of the structure. */
function seriesAttributes({ INDICATOR }: SeriesKey): Readonly<Record<string, string>> {
  const isMoney = INDICATOR === 'VALUE' || INDICATOR === 'TAX';
  return { UNIT_MEASURE: isMoney ? 'CNY' : 'NUMBER', UNIT_MULT: '0' };
}

function statusOf({ value }: Observation): Readonly<Record<string, string>> {
  return value === undefined
    ? { OBS_STATUS: 'M', CONF_STATUS: 'C' }
    : { OBS_STATUS: 'A', CONF_STATUS: 'F' };
}

function hasAttributes(detail: Detail): boolean {
  return detail === 'full' || detail === 'nodata';
}

function hasObservations(detail: Detail): boolean {
  return detail === 'full' || detail === 'dataonly';
}

function structureOf(namespace?: string): string {
  const reference = element('Ref', { agencyID: AGENCY, id: FLOW, version: VERSION });
  const attributes = { structureID: 'S1', namespace, dimensionAtObservation: 'TIME_PERIOD' };
  return element('mes:Structure', attributes, [element('com:Structure', {}, [reference])]);
}

/** Data as generic SDMX-ML 2.1. */
export function genericXml({ series, detail, head }: DataAnswer): string {
  const told = series.map(({ key, observations }) =>
    element('gen:Series', {}, [
      element('gen:SeriesKey', {}, valuesXml(key)),
      ...(hasAttributes(detail)
        ? [element('gen:Attributes', {}, valuesXml(seriesAttributes(key)))]
        : []),
      ...(hasObservations(detail) ? observations.map((one) => genericObs(one, detail)) : []),
    ]),
  );
  const set = element('mes:DataSet', { structureRef: 'S1', action: 'Information' }, told);
  const namespaces = { ...NAMESPACES, 'xmlns:gen': `${DATA_SCHEMAS}/generic` };
  const inside = [headerXml(head, structureOf()), set];
  return documentOf(element('mes:GenericData', namespaces, inside));
}

function valuesXml(of: Readonly<Record<string, string>>): string[] {
  return Object.entries(of).map(([id, value]) => element('gen:Value', { id, value }));
}

function genericObs(one: Observation, detail: Detail): string {
  const { period, value } = one;
  return element('gen:Obs', {}, [
    element('gen:ObsDimension', { value: period }),
    ...(value === undefined ? [] : [element('gen:ObsValue', { value })]),
    ...(detail === 'full' ? [element('gen:Attributes', {}, valuesXml(statusOf(one)))] : []),
  ]);
}

/** Data as structure-specific SDMX-ML 2.1. */
export function specificXml({ series, detail, head }: DataAnswer): string {
  const namespace = `${urnOf('datastructure.DataStructure', FLOW)}:ObsLevelDim:TIME_PERIOD`;
  const told = series.map(({ key, observations }) => {
    const shown = hasObservations(detail) ? observations : [];
    const attributes = { ...key, ...(hasAttributes(detail) && seriesAttributes(key)) };
    const obs = shown.map((one) =>
      element('Obs', {
        ...{ TIME_PERIOD: one.period, OBS_VALUE: one.value },
        ...(detail === 'full' && statusOf(one)),
      }),
    );
    return element('Series', attributes, obs);
  });
  const about = {
    ...{ 'ss:dataScope': 'DataStructure', 'xsi:type': 'ns:DataSetType' },
    ...{ 'ss:structureRef': 'S1', 'ss:action': 'Information' },
  };
  const namespaces = {
    ...{ ...NAMESPACES, 'xmlns:ss': `${DATA_SCHEMAS}/structurespecific` },
    ...{ 'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance', 'xmlns:ns': namespace },
  };
  const inside = [headerXml(head, structureOf(namespace)), element('mes:DataSet', about, told)];
  return documentOf(element('mes:StructureSpecificData', namespaces, inside));
}

/** Data as SDMX-CSV 1.0. */
export function dataCsv({ series, detail }: DataAnswer): string {
  const attributes = ['UNIT_MEASURE', 'UNIT_MULT', 'OBS_STATUS', 'CONF_STATUS'];
  const columns = ['DATAFLOW', ...DIMENSIONS, 'TIME_PERIOD', 'OBS_VALUE'];
  const flow = `${AGENCY}:${FLOW}(${VERSION})`;
  const rows = series.flatMap(({ key, observations }) =>
    (hasObservations(detail) ? observations : [undefined]).map((one) => {
      const of = { ...seriesAttributes(key), ...(one && statusOf(one)) } as Record<string, string>;
      const cells = [flow, ...DIMENSIONS.map((id) => key[id]), one?.period, one?.value];
      return csvRow([...cells, ...(hasAttributes(detail) ? attributes.map((id) => of[id]) : [])]);
    }),
  );
  return csvRow([...columns, ...(hasAttributes(detail) ? attributes : [])]) + rows.join('');
}

/** Data as SDMX-JSON 1.0: series by the places of their codes. */
export function dataJson({ series, detail, head }: DataAnswer): object {
  const codes = DIMENSIONS.map((id) => [...new Set(series.map(({ key }) => key[id]))]);
  const periods = [
    ...new Set(series.flatMap(({ observations }) => observations.map(({ period }) => period))),
  ].sort();
  const units = ['CNY', 'NUMBER'];
  const told = series.map(({ key, observations }) => {
    const place = DIMENSIONS.map((id, i) => codes[i]?.indexOf(key[id])).join(':');
    const isFull = hasAttributes(detail);
    const shown = hasObservations(detail) ? observations : [];
    const values = shown.map((one) => {
      const status = detail === 'full' ? (one.value === undefined ? [1, 1] : [0, 0]) : [];
      const number = one.value === undefined ? null : Number(one.value);
      return [String(periods.indexOf(one.period)), [number, ...status]] as const;
    });
    const attributes = isFull
      ? [units.indexOf(seriesAttributes(key)['UNIT_MEASURE'] ?? ''), 0]
      : [];
    return [place, { attributes, observations: Object.fromEntries(values) }] as const;
  });
  const lists = codeListsOf(head.zoneCode);
  const component = (id: SdmxComponent, values: readonly string[]) => ({
    ...{ id, name: COMPONENT_NAMES[id].en, names: COMPONENT_NAMES[id] },
    values: values.map((code) => {
      const found = lists.get(id)?.codes.find((one) => one.id === code);
      return { id: code, name: found?.en ?? code, names: { en: found?.en, zh: found?.zh } };
    }),
  });
  const time = {
    ...{ id: 'TIME_PERIOD', name: COMPONENT_NAMES.TIME_PERIOD.en, role: 'time' },
    keyPosition: DIMENSIONS.length,
    values: periods.map((id) => {
      const [from, until] = monthsOf(id);
      return { id, name: id, start: `${from}-01T00:00:00`, end: `${until}-28T00:00:00` };
    }),
  };
  return {
    meta: metaOf(head, 'data-message/tools/schemas/1.0/sdmx-json-data-schema.json'),
    data: {
      dataSets: [{ action: 'Information', series: Object.fromEntries(told) }],
      structure: {
        name: FLOW,
        links: [{ rel: 'dataflow', urn: urnOf('datastructure.Dataflow', FLOW) }],
        dimensions: {
          dataSet: [],
          series: DIMENSIONS.map((id, i) => ({
            ...component(id, codes[i] ?? []),
            keyPosition: i,
          })),
          observation: [time],
        },
        attributes: {
          dataSet: [],
          series: [component('UNIT_MEASURE', units), component('UNIT_MULT', ['0'])],
          observation: [component('OBS_STATUS', ['A', 'M']), component('CONF_STATUS', ['F', 'C'])],
        },
      },
    },
  };
}

/** Which codes and periods there are among series: an actual content constraint. */
export function availabilityXml(series: readonly Series[], head: SdmxHead): string {
  const keys = DIMENSIONS.map((id) => {
    const values = [...new Set(series.map(({ key }) => key[id]))];
    const told = values.map((code) => element('com:Value', {}, [code]));
    return element('com:KeyValue', { id }, told);
  });
  const observations = series.flatMap((one) => one.observations);
  const months = observations.flatMap(({ period }) => monthsOf(period)).sort();
  const isInclusive = { isInclusive: 'true' };
  const range = element('com:TimeRange', {}, [
    element('com:StartPeriod', isInclusive, [months[0] ?? '']),
    element('com:EndPeriod', isInclusive, [months.at(-1) ?? '']),
  ]);
  const time = element('com:KeyValue', { id: 'TIME_PERIOD' }, [range]);
  const notes = [noteXml('obs_count', observations.length), noteXml('series_count', series.length)];
  const flow = element('str:Dataflow', {}, [referenceTo('datastructure.Dataflow', FLOW)]);
  const about = { id: `CC_${FLOW}`, agencyID: AGENCY, version: VERSION, type: 'Actual' };
  const constraint = element('str:ContentConstraint', about, [
    element('com:Annotations', {}, notes),
    element('com:Name', { 'xml:lang': 'en' }, ['Available data']),
    element('str:ConstraintAttachment', {}, [flow]),
    element('str:CubeRegion', { include: 'true' }, [...keys, time]),
  ]);
  return structureMessage([element('str:Constraints', {}, [constraint])], head);
}

function noteXml(id: string, count: number): string {
  return element('com:Annotation', { id }, [
    element('com:AnnotationTitle', {}, [String(count)]),
    element('com:AnnotationType', {}, ['sdmx_metrics']),
  ]);
}
