import { callerOf, ownerOf, type HttpServer } from '@pilotzone/kernel/http';
import {
  BondedEntryAnswer,
  BondedEntryBody,
  BondedEntryList,
  MovementPage,
  MovementQuery,
  StockPage,
  StockQuery,
  StockRuleBody,
  StockRuleList,
} from './contract.ts';

type Owner = string | undefined;

/** What the routes call; `owner` is whose objects the caller may see. */
export type StockUseCases = {
  announceEntry(
    entry: BondedEntryBody,
    by: { owner: Owner; actor: string },
  ): Promise<BondedEntryAnswer>;
  listEntries(owner: Owner): Promise<BondedEntryList>;
  listStock(query: StockQuery, owner: Owner): Promise<StockPage>;
  listMovements(query: MovementQuery, owner: Owner): Promise<MovementPage>;
  listRules(): Promise<StockRuleList>;
  setRule(rule: StockRuleBody, actor: string): Promise<StockRuleList>;
};

const tags = ['parks'];
const read = { scope: 'declarations:read' };

/** Adds the routes of bonded stock (保税库存). */
export function registerStockRoutes(server: HttpServer, useCases: StockUseCases): void {
  server.post(
    '/api/v1/bonded-entries',
    {
      config: { scope: 'ceb:send', creates: true },
      schema: {
        summary: 'Announce bonded goods that enter a warehouse; stock when they have arrived',
        tags,
        body: BondedEntryBody,
        response: { 200: BondedEntryAnswer },
      },
    },
    (request) => {
      const { participantCode, name } = callerOf(request);
      const by = { owner: ownerOf(request), actor: `${participantCode} (${name})` };
      return useCases.announceEntry(request.body, by);
    },
  );
  server.get(
    '/api/v1/bonded-entries',
    {
      config: read,
      schema: { summary: 'Entries, newest first', tags, response: { 200: BondedEntryList } },
    },
    (request) => useCases.listEntries(ownerOf(request)),
  );
  server.get(
    '/api/v1/stock',
    {
      config: read,
      schema: {
        summary: 'Bonded stock by area, book, merchant and goods record',
        tags,
        querystring: StockQuery,
        response: { 200: StockPage },
      },
    },
    (request) => useCases.listStock(request.query, ownerOf(request)),
  );
  server.get(
    '/api/v1/stock/movements',
    {
      config: read,
      schema: {
        summary: 'What moved a goods record, newest first',
        tags,
        querystring: MovementQuery,
        response: { 200: MovementPage },
      },
    },
    (request) => useCases.listMovements(request.query, ownerOf(request)),
  );
  registerRules(server, useCases);
}

function registerRules(server: HttpServer, useCases: StockUseCases): void {
  server.get(
    '/api/v1/stock-rules',
    {
      config: read,
      schema: { summary: 'When lists are checked', tags, response: { 200: StockRuleList } },
    },
    () => useCases.listRules(),
  );
  server.post(
    '/api/v1/stock-rules',
    {
      config: { scope: 'reference:import', creates: true },
      schema: {
        summary: 'Hold lists of bonded goods against the stock from a day on, or no longer',
        tags,
        body: StockRuleBody,
        response: { 200: StockRuleList },
      },
    },
    (request) => useCases.setRule(request.body, callerOf(request).name),
  );
}
