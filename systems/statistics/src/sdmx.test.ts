import { XMLParser } from 'fast-xml-parser';
import fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import { PilotError } from '@pilotzone/kernel/errors';
import { parseKey, selectSeries, seriesOf } from './model/sdmx-data.ts';
import type { PublishedTable } from './model/publication.ts';
import { querySdmxStructure } from './query-sdmx.ts';
import { registerSdmxRoutes } from './sdmx-routes.ts';
import { chooseDataFormat } from './choose-sdmx-format.ts';

const cell = (row: string, direction: string, value?: string) => ({
  ...{ row, direction, count: value === undefined ? 0 : 12 },
  ...(value !== undefined && { value, tax: '1.00' }),
});

const content = (value: string): PublishedTable[] => [
  {
    ...{ dimension: 'tradeMode', counts: 'lists' },
    cells: [cell('1210', 'import', value), cell('9610', 'import'), cell('', 'import', '99.50')],
  },
  {
    ...{ dimension: 'hs2', counts: 'lines' },
    cells: [cell('33', 'import', value), cell('', 'import', '99.50')],
  },
];

const PUBLISHED = [
  { period: '2026-11', content: content('20.00') },
  { period: '2026-10', content: content('10.00') },
  { period: '2026-Q4', content: content('30.00') },
];
const SERIES = seriesOf(PUBLISHED, '330100');
const ANY = { startPeriod: undefined, endPeriod: undefined };
const ALL = { ...ANY, firstNObservations: undefined, lastNObservations: undefined };

const select = (key: string, more = {}) =>
  selectSeries(SERIES, { ...ALL, key: parseKey(key) ?? [], ...more });

function openApp() {
  const app = fastify();
  registerSdmxRoutes(app, {
    data: ({ key, startPeriod }) => {
      const found = selectSeries(SERIES, { ...ALL, key: parseKey(key) ?? [], startPeriod });
      if (found.length === 0) throw new PilotError('SDMX_NOT_FOUND', 'nothing');
      return Promise.resolve(found);
    },
    structure: (asked) => querySdmxStructure(asked, '330100'),
    head: () => ({ prepared: '2026-12-09T02:00:00.000Z', zoneCode: '330100' }),
  });
  return app;
}

const parse = (xml: string) =>
  new XMLParser({
    ...{ ignoreAttributes: false, attributeNamePrefix: '', removeNSPrefix: true },
    isArray: (name) => ['Series', 'Obs', 'Value', 'Codelist', 'Code', 'Dimension'].includes(name),
  }).parse(xml) as unknown;

describe('series', () => {
  test('have a key of eight places, totals as _T, and each sum once', () => {
    const keys = SERIES.map(({ key }) => Object.values(key).join('.'));
    expect(keys).toContain('M.330100.IMP.1210._T._T._T.VALUE');
    expect(keys).toContain('M.330100.IMP._T.33._T._T.LINES');
    expect(keys).toContain('M.330100.IMP._T._T._T._T.LINES');
    expect(keys).toContain('Q.330100.IMP._T._T._T._T.LISTS');
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('are found by wildcards and several codes, within periods, first or last', () => {
    const values = select('M..IMP.1210+9610._T._T._T.VALUE');
    expect(values.map(({ key, observations }) => [key.MODE, observations])).toEqual([
      [
        '1210',
        [
          { period: '2026-10', value: '10.00' },
          { period: '2026-11', value: '20.00' },
        ],
      ],
      [
        '9610',
        [
          { period: '2026-10', value: undefined },
          { period: '2026-11', value: undefined },
        ],
      ],
    ]);
    const key = 'M.330100.IMP.1210._T._T._T.VALUE';
    const periods = (more: object) =>
      select(key, more).flatMap(({ observations }) => observations.map(({ period }) => period));
    expect(periods({ startPeriod: '2026-11' })).toEqual(['2026-11']);
    expect(periods({ endPeriod: '2026-Q3' })).toEqual([]);
    expect(periods({ startPeriod: '2026', endPeriod: '2026-10-31' })).toEqual(['2026-10']);
    expect(periods({ lastNObservations: 1 })).toEqual(['2026-11']);
    expect(periods({ firstNObservations: 1 })).toEqual(['2026-10']);
    expect(parseKey('M.330100')).toBeUndefined();
  });
});

describe('over HTTP', () => {
  const key = 'M.330100.IMP.1210+9610._T._T._T.VALUE';

  test('data come as asked for: generic, specific, JSON, CSV', async () => {
    const app = openApp();
    const ask = (accept: string) =>
      app.inject({ url: `/api/v1/sdmx/data/PZ_TRADE/${key}`, headers: { accept } });
    const generic = await ask('application/vnd.sdmx.genericdata+xml;version=2.1');
    expect(generic.headers['content-type']).toContain('vnd.sdmx.genericdata+xml');
    expect(parse(generic.body)).toMatchObject({
      GenericData: {
        DataSet: { Series: [{ Obs: [{ ObsValue: { value: '10.00' } }, {}] }, { Obs: [{}, {}] }] },
      },
    });
    const specific = await ask('application/vnd.sdmx.structurespecificdata+xml;version=2.1');
    const withheld = { TIME_PERIOD: '2026-10', OBS_STATUS: 'M', CONF_STATUS: 'C' };
    expect(parse(specific.body)).toMatchObject({
      StructureSpecificData: {
        DataSet: { Series: [{ MODE: '1210', UNIT_MEASURE: 'CNY' }, { Obs: [withheld, {}] }] },
      },
    });
    const json = (await ask('application/vnd.sdmx.data+json')).json<{
      data: { dataSets: { series: Record<string, { observations: object }> }[] };
    }>();
    expect(json.data.dataSets[0]?.series['0:0:0:1:0:0:0:0']?.observations).toEqual({
      0: [null, 1, 1],
      1: [null, 1, 1],
    });
    const csv = (await ask('text/csv')).body.split('\r\n');
    expect(csv[1]).toBe(
      'PILOTZONE:PZ_TRADE(1.0),M,330100,IMP,1210,_T,_T,_T,VALUE,2026-10,10.00,CNY,0,A,F',
    );
  });

  test('detail leaves out what is not wanted', async () => {
    const app = openApp();
    const url = `/api/v1/sdmx/data/PZ_TRADE/${key}?format=specific&detail=`;
    expect((await app.inject(`${url}serieskeysonly`)).body).not.toMatch(/<Obs|UNIT_MEASURE/);
    expect((await app.inject(`${url}dataonly`)).body).not.toMatch(/UNIT_MEASURE|OBS_STATUS/);
    expect((await app.inject(`${url}nodata`)).body).not.toMatch(/<Obs/);
  });

  test('structures name every code that the data use', async () => {
    const app = openApp();
    const url = '/api/v1/sdmx/datastructure/PILOTZONE/PZ_TRADE/latest?references=descendants';
    const { Structure } = parse((await app.inject(url)).body) as {
      Structure: {
        Structures: {
          Codelists: { Codelist: { id: string; Code: { id: string }[] }[] };
          DataStructures: {
            DataStructure: {
              DataStructureComponents: {
                DimensionList: {
                  Dimension: {
                    id: keyof (typeof SERIES)[number]['key'];
                    LocalRepresentation: { Enumeration: { Ref: { id: string } } };
                  }[];
                };
              };
            };
          };
        };
      };
    };
    const lists = new Map(
      Structure.Structures.Codelists.Codelist.map((list) => [list.id, list.Code]),
    );
    const { Dimension } =
      Structure.Structures.DataStructures.DataStructure.DataStructureComponents.DimensionList;
    for (const { key: used } of SERIES)
      for (const { id, LocalRepresentation } of Dimension) {
        const codes = lists.get(LocalRepresentation.Enumeration.Ref.id) ?? [];
        expect(codes.map((code) => code.id)).toContain(used[id]);
      }
    const json = await app.inject('/api/v1/sdmx/codelist/all/CL_MODE?format=json');
    expect(json.json()).toMatchObject({ data: { codelists: [{ id: 'CL_MODE' }] } });
  });

  test('what is not there, and what has no form, are refused', async () => {
    expect(() =>
      querySdmxStructure(
        { resource: 'codelist', agency: 'ECB', id: 'all', version: 'all', references: 'none' },
        '1',
      ),
    ).toThrow(/no structure/);
    expect(() => chooseDataFormat('image/png')).toThrow(/none of/);
    expect(chooseDataFormat('text/html;q=0.9, text/csv')).toBe('csv');
    expect(chooseDataFormat(undefined)).toBe('generic');
    const wrong = await openApp().inject('/api/v1/sdmx/data/PZ_TRADE/all?detail=everything');
    expect(wrong.statusCode).toBe(400);
  });

  test('availability tells codes, periods and how much there is', async () => {
    const reply = await openApp().inject(`/api/v1/sdmx/availableconstraint/PZ_TRADE/${key}`);
    expect(reply.body).toContain('<com:Value>9610</com:Value>');
    expect(reply.body).toContain('<com:StartPeriod isInclusive="true">2026-10');
    expect(reply.body).toContain('<com:AnnotationTitle>4</com:AnnotationTitle>');
  });
});
