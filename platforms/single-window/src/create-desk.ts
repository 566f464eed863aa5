import type { Runtime } from '@pilotzone/kernel/runtime';
import type { RulerQuery, SavedViewBody } from './desk-shapes.ts';
import type { Viewer } from './get-declaration.ts';
import { deleteView, listViews, saveView } from './keep-views.ts';
import { measureList } from './measure-list.ts';

export type Desk = ReturnType<typeof createDesk>;

/** The trader's desk (企业工作台): what people need to work with declarations on a screen. */
export function createDesk(needs: Runtime) {
  return {
    measureList: (query: RulerQuery, viewer: Viewer) => measureList(needs, query, viewer),
    listViews: (of: { personId: string; page: string }) => listViews(needs, of),
    saveView: (personId: string, body: SavedViewBody) => saveView(needs, personId, body),
    deleteView: (which: { personId: string; viewId: string }) => deleteView(needs, which),
  };
}
