import { callerOf, ownerOf, type HttpServer } from '@pilotzone/kernel/http';
import { Type } from 'typebox';
import type { Desk } from './create-desk.ts';
import {
  BasketAnswer,
  BasketBody,
  FoundGoodsList,
  GoodsFilingBody,
  GoodsFilingPage,
  GoodsFilingQuery,
  GoodsFilingShape,
  GoodsSearch,
  ItemNo,
} from './goods-shapes.ts';

const tags = ['goods'];

/** Adds goods (商品): their codes, the filings of enterprises, and baskets that are tried. */
export function registerGoodsRoutes(server: HttpServer, desk: Desk): void {
  server.get(
    '/api/v1/goods/codes',
    {
      config: { scope: 'declarations:read' },
      schema: {
        summary: 'HS codes by code, name or synonym, with rates and the positive list’s answer',
        tags,
        querystring: GoodsSearch,
        response: { 200: FoundGoodsList },
      },
    },
    (request) => desk.findCodes(request.query),
  );
  server.post(
    '/api/v1/baskets/quote',
    {
      config: { scope: 'declarations:read' },
      schema: {
        summary:
          'A basket under each supervision mode: taxes, what stands against it, what it needs',
        tags,
        body: BasketBody,
        response: { 200: BasketAnswer },
      },
    },
    (request) => desk.quoteBasket(request.body),
  );
  routeFilings(server, desk);
}

function routeFilings(server: HttpServer, desk: Desk): void {
  server.get(
    '/api/v1/goods-filings',
    {
      config: { scope: 'declarations:read' },
      schema: {
        summary: 'Goods that your enterprise has filed, by number',
        tags,
        querystring: GoodsFilingQuery,
        response: { 200: GoodsFilingPage },
      },
    },
    (request) => desk.listGoods(request.query, ownerOf(request)),
  );
  server.put(
    '/api/v1/goods-filings/:itemNo',
    {
      config: { scope: 'ceb:send' },
      schema: {
        summary: 'File goods, or a new version of them',
        tags,
        params: ItemNo,
        body: GoodsFilingBody,
        response: { 200: GoodsFilingShape },
      },
    },
    (request) => {
      const { itemNo } = request.params;
      return desk.fileGoods({ itemNo, body: request.body }, callerOf(request));
    },
  );
  server.delete(
    '/api/v1/goods-filings/:itemNo',
    {
      config: { scope: 'ceb:send' },
      schema: {
        summary: 'Take goods off the list; their history stays',
        tags,
        params: ItemNo,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await desk.withdrawGoods(request.params.itemNo, callerOf(request));
      return reply.code(204).send(null);
    },
  );
}
