import type { Finding } from '@pilotzone/kernel/finding';
import type { Problem } from './client.ts';

/** Something wrong at a cell of an uploaded table, or at a place of a message. */
export type CellProblem = {
  readonly sheet: string;
  readonly row: number;
  readonly column: string;
  readonly field: string;
  readonly code: string;
  readonly message: string;
  readonly messageZh: string;
  readonly fix: string;
  readonly fixZh: string;
};

export type UploadedDocument = {
  readonly type: string;
  readonly number: string;
  readonly sheet: string;
  readonly row: number;
  readonly outcome:
    'accepted' | 'unchanged' | 'staged' | 'waiting' | 'rejected' | 'held' | 'refused';
  readonly returnStatus: string;
  readonly findings: readonly Finding[];
};

/** A line of the answer to an upload. */
export type UploadEvent =
  | { readonly kind: 'read'; readonly documents: number; readonly messages: number }
  | ({ readonly kind: 'problem' } & CellProblem)
  | ({ readonly kind: 'document' } & UploadedDocument)
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'end'; readonly good: number; readonly bad: number }
  | { readonly kind: 'failed'; readonly code: string; readonly detail: string };

type Sending = {
  readonly file: File;
  readonly mode: 'check' | 'file';
  readonly csrfToken: string;
  /** Share of the bytes that left, from 0 to 1. */
  onSent(share: number): void;
  onEvent(event: UploadEvent): void;
};

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** By the name: browsers call the same file by different types. */
function typeOf(name: string): string {
  if (/\.xlsx$/i.test(name)) return XLSX;
  return /\.(xml|dxp)$/i.test(name) ? 'application/xml' : 'text/csv';
}

/**
 * Sends a file and tells each line of the answer as it comes. Resolves with a problem where the
 * whole was refused; fetch knows no progress of what is sent, so this is the older way.
 */
export function sendUpload(sending: Sending): Promise<Problem | undefined> {
  const { file, mode, csrfToken, onSent, onEvent } = sending;
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let read = 0;
    const take = (isWhole: boolean) => {
      if (request.status !== 200) return;
      const end = isWhole ? request.responseText.length : request.responseText.lastIndexOf('\n');
      for (const line of request.responseText.slice(read, Math.max(read, end)).split('\n'))
        // The server's own lines.
        if (line !== '') onEvent(JSON.parse(line) as UploadEvent);
      read = Math.max(read, end);
    };
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0);
    request.onprogress = () => take(false);
    request.onload = () => {
      take(true);
      resolve(request.status === 200 ? undefined : problemIn(request));
    };
    request.onerror = () =>
      resolve({ status: 0, code: 'UNREACHABLE', detail: 'no answer', errors: [] });
    const query = new URLSearchParams({ mode, fileName: file.name.slice(0, 200) });
    request.open('POST', `/api/v1/uploads?${query.toString()}`);
    request.setRequestHeader('content-type', typeOf(file.name));
    request.setRequestHeader('x-csrf-token', csrfToken);
    request.send(file);
  });
}

function problemIn({ status, statusText, responseText }: XMLHttpRequest): Problem {
  try {
    const { code, detail } = JSON.parse(responseText) as Partial<Problem>;
    return { status, code: code ?? `HTTP_${status}`, detail: detail ?? statusText, errors: [] };
  } catch {
    return { status, code: `HTTP_${status}`, detail: statusText, errors: [] };
  }
}
