import { showCount } from '../format.ts';

/** English words of the trader's desk. */
export const deskEn = {
  list: {
    quick: 'Quick filters',
    all: 'All',
    needs: 'Needs me',
    under: 'At customs',
    today: 'Filed today',
    done: 'Released',
    from: 'Filed from',
    until: 'to',
    save: 'Save view',
    saveName: 'Name of the view',
    saveDone: 'Save',
    saveCancel: 'Cancel',
    forget: (name: string) => `Forget the view ${name}`,
    views: 'Saved views',
    length: (count: number) =>
      `${showCount(count)} ${count === 1 ? 'declaration' : 'declarations'}`,
    measuring: 'counting …',
    place: (first: number, last: number) => `${showCount(first)} – ${showCount(last)}`,
    keys: '↑ ↓ move, Page Up/Down, Home and End jump, Enter opens, / searches, Ctrl-K commands',
    filters: (count: number) => (count === 0 ? 'Filters' : `Filters (${count})`),
    reading: 'reading …',
  },
};
