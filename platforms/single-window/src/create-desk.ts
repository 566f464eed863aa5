import { exportDeclarations } from './export-declarations.ts';
import type { RulerQuery, SavedViewBody } from './desk-shapes.ts';
import type { DraftChange, NewDraft } from './draft-shapes.ts';
import type { BasketBody, GoodsFilingBody, GoodsFilingQuery } from './goods-shapes.ts';
import { fileGoods, findCodes, listGoods, withdrawGoods, type Filer } from './keep-goods.ts';
import { quoteBasket } from './quote-basket.ts';
import { checkDraft, fileDraft, type DraftFilingNeeds } from './file-draft.ts';
import type { Viewer } from './get-declaration.ts';
import {
  createDraft,
  deleteDraft,
  getDraft,
  listDrafts,
  saveDraft,
  type DraftOf,
  type Writer,
} from './keep-drafts.ts';
import { deleteView, listViews, saveView } from './keep-views.ts';
import { measureList } from './measure-list.ts';
import type { Asking } from './request-withdrawal.ts';

export type Desk = ReturnType<typeof createDesk>;

/** The trader's desk (企业工作台): what people need to work with declarations on a screen. */
export function createDesk(needs: DraftFilingNeeds) {
  return {
    measureList: (query: RulerQuery, viewer: Viewer) => measureList(needs, query, viewer),
    exportDeclarations: (query: RulerQuery, viewer: Viewer) =>
      exportDeclarations(needs, query, viewer),
    listViews: (of: { personId: string; page: string }) => listViews(needs, of),
    saveView: (personId: string, body: SavedViewBody) => saveView(needs, personId, body),
    deleteView: (which: { personId: string; viewId: string }) => deleteView(needs, which),
    findCodes: (query: { q: string; limit?: number }) => findCodes(needs, query),
    quoteBasket: (body: BasketBody) => quoteBasket(needs, body),
    listGoods: (query: GoodsFilingQuery, owner: string | undefined) =>
      listGoods(needs, query, owner),
    fileGoods: (goods: { itemNo: string; body: GoodsFilingBody }, by: Filer) =>
      fileGoods(needs, goods, by),
    withdrawGoods: (itemNo: string, by: Filer) => withdrawGoods(needs, itemNo, by),
    listDrafts: (by: Writer) => listDrafts(needs, by),
    createDraft: (draft: NewDraft, by: Writer) => createDraft(needs, draft, by),
    getDraft: (of: DraftOf) => getDraft(needs, of),
    saveDraft: (change: DraftChange, of: DraftOf) => saveDraft(needs, change, of),
    deleteDraft: (of: DraftOf) => deleteDraft(needs, of),
    checkDraft: (of: DraftOf) => checkDraft(needs, of),
    fileDraft: (of: DraftOf, caller: Asking['caller']) => fileDraft(needs, of, caller),
  };
}
