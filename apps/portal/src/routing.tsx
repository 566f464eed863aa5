import { useSyncExternalStore } from 'react';
import type { AnchorHTMLAttributes, MouseEvent } from 'react';

/** A page of the portal with what its address names. */
export type Route =
  | { readonly page: 'overview' }
  | { readonly page: 'declarations' }
  | { readonly page: 'declaration'; readonly declarationId: string }
  | { readonly page: 'exports' }
  | { readonly page: 'export'; readonly exportId: string }
  | { readonly page: 'parcel'; readonly logisticsCode: string; readonly logisticsNo: string }
  | { readonly page: 'holds'; readonly declarationId: string | undefined }
  | { readonly page: 'rules' }
  | { readonly page: 'yield' }
  | { readonly page: 'gates' }
  | { readonly page: 'credit' }
  | { readonly page: 'exchanges' }
  | { readonly page: 'exchange'; readonly exchangeId: string }
  | { readonly page: 'statistics' }
  | { readonly page: 'publications' }
  | { readonly page: 'glance' }
  | { readonly page: 'stock' }
  | { readonly page: 'finance' }
  | { readonly page: 'filing' }
  | { readonly page: 'goods' }
  | { readonly page: 'enterprise' }
  | { readonly page: 'draft'; readonly draftId: string }
  | { readonly page: 'account' }
  | { readonly page: 'people' }
  | { readonly page: 'keys' }
  | { readonly page: 'cockpit' }
  | { readonly page: 'paper'; readonly declarationId: string }
  | { readonly page: 'disputes' }
  | { readonly page: 'cases' }
  | { readonly page: 'case'; readonly caseId: string }
  | { readonly page: 'operator' }
  | { readonly page: 'webhooks' }
  | { readonly page: 'webhook'; readonly webhookId: string }
  | { readonly page: 'disclosures' }
  | { readonly page: 'unknown' };

/** The page at a path; `unknown` where there is none. */
export function parseRoute(path: string): Route {
  const [first, second, third, ...more] = path.split('/').filter(Boolean).map(decode);
  if (more.length > 0) return { page: 'unknown' };
  if (first === 'parcels' && second && third)
    return { page: 'parcel', logisticsCode: second, logisticsNo: third };
  if (third !== undefined) return { page: 'unknown' };
  if (first === 'holds') return { page: 'holds', declarationId: second };
  if (second !== undefined) return routeOfObject(first, second);
  switch (first) {
    case undefined:
      return { page: 'overview' };
    case 'declarations':
    case 'exports':
    case 'rules':
    case 'yield':
    case 'gates':
    case 'credit':
    case 'exchanges':
    case 'statistics':
    case 'publications':
    case 'glance':
    case 'stock':
    case 'finance':
    case 'filing':
    case 'goods':
    case 'enterprise':
    case 'account':
    case 'people':
    case 'keys':
    case 'cockpit':
    case 'disputes':
    case 'cases':
    case 'operator':
    case 'webhooks':
    case 'disclosures':
      return { page: first };
    default:
      return { page: 'unknown' };
  }
}

function routeOfObject(kind: string | undefined, id: string): Route {
  if (kind === 'papers') return { page: 'paper', declarationId: id };
  if (kind === 'declarations') return { page: 'declaration', declarationId: id };
  if (kind === 'drafts') return { page: 'draft', draftId: id };
  if (kind === 'exports') return { page: 'export', exportId: id };
  if (kind === 'exchanges') return { page: 'exchange', exchangeId: id };
  if (kind === 'cases') return { page: 'case', caseId: id };
  if (kind === 'webhooks') return { page: 'webhook', webhookId: id };
  return { page: 'unknown' };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a parcel: carriers put anything into their numbers. */
export function parcelAddress(logisticsCode: string, logisticsNo: string): string {
  return `/parcels/${encodeURIComponent(logisticsCode)}/${encodeURIComponent(logisticsNo)}`;
}

const MOVED = 'pilotzone:moved';

/** Goes to an address of the portal; `replace` leaves no step in the history (filters). */
export function navigate(to: string, how: { replace?: boolean } = {}): void {
  if (how.replace) window.history.replaceState(null, '', to);
  else window.history.pushState(null, '', to);
  window.dispatchEvent(new Event(MOVED));
  if (!how.replace) window.scrollTo(0, 0);
}

/** Path and query of the present address; renders again when it changes. */
export function useAddress(): { path: string; query: URLSearchParams } {
  const address = useSyncExternalStore(subscribe, currentAddress);
  const at = address.indexOf('?');
  if (at < 0) return { path: address, query: new URLSearchParams() };
  return { path: address.slice(0, at), query: new URLSearchParams(address.slice(at)) };
}

function currentAddress(): string {
  return window.location.pathname + window.location.search;
}

function subscribe(onMove: () => void): () => void {
  window.addEventListener('popstate', onMove);
  window.addEventListener(MOVED, onMove);
  return () => {
    window.removeEventListener('popstate', onMove);
    window.removeEventListener(MOVED, onMove);
  };
}

/** The present address with some query parameters set, or removed by "". */
export function withQuery(query: URLSearchParams, changes: Record<string, string>): string {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  return window.location.pathname + (text === '' ? '' : `?${text}`);
}

export type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { readonly to: string };

/** A link inside the portal: a real address, opened without loading the portal again. */
export function Link({ to, onClick, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const isPlain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (event.defaultPrevented || event.button !== 0 || !isPlain) return;
    event.preventDefault();
    navigate(to);
  };
  return <a href={to} onClick={follow} {...rest} />;
}
