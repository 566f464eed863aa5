import { useCallback, useRef, useState } from 'react';
import type { Problem } from '../../api/client.ts';
import { sendUpload, type CellProblem, type UploadedDocument } from '../../api/upload.ts';
import { useSession } from '../../session.tsx';

/** An upload as far as it is. */
export type UploadState = {
  readonly file: File;
  readonly mode: 'check' | 'file';
  readonly phase: 'sending' | 'working' | 'done';
  /** Of the bytes while sending, of the documents while working; from 0 to 1. */
  readonly share: number;
  readonly documents: number;
  readonly done: number;
  readonly results: readonly UploadedDocument[];
  readonly problems: readonly CellProblem[];
  readonly end: { readonly good: number; readonly bad: number } | undefined;
  readonly problem: Problem | undefined;
};

// What a message may have; a larger one is told before a minute of sending.
export const UPLOAD_BYTES_MAX = 32 * 1024 * 1024;

/** One upload at a time, told as it goes. */
export function useUpload() {
  const { me, refreshMe } = useSession();
  const csrfToken = me.person?.csrfToken ?? '';
  const [state, setState] = useState<UploadState>();
  const current = useRef<UploadState>(undefined);
  const isDrawn = useRef(true);
  // Thousands of lines come in a second; drawing once per frame is all that can be seen.
  const put = useCallback((change: Partial<UploadState>) => {
    if (!current.current) return;
    current.current = { ...current.current, ...change };
    if (!isDrawn.current) return;
    isDrawn.current = false;
    requestAnimationFrame(() => {
      isDrawn.current = true;
      setState(current.current);
    });
  }, []);
  const start = useCallback(
    async (file: File, mode: 'check' | 'file') => {
      const nothing = { results: [], problems: [], end: undefined, problem: undefined };
      current.current = {
        file,
        mode,
        phase: 'sending',
        share: 0,
        documents: 0,
        done: 0,
        ...nothing,
      };
      setState(current.current);
      const results: UploadedDocument[] = [];
      const problems: CellProblem[] = [];
      const problem = await sendUpload({
        ...{ file, mode, csrfToken },
        onSent: (share) => put(share < 1 ? { share } : { phase: 'working', share: 0 }),
        onEvent: (event) => {
          if (event.kind === 'document') results.push(event);
          if (event.kind === 'problem') problems.push(event);
          if (event.kind === 'read') put({ phase: 'working', documents: event.documents });
          if (event.kind === 'progress')
            put({ done: event.done, share: event.total === 0 ? 1 : event.done / event.total });
          if (event.kind === 'end') put({ end: event });
          if (event.kind === 'failed')
            put({ problem: { status: 500, code: event.code, detail: event.detail, errors: [] } });
        },
      });
      if (problem?.status === 401) refreshMe();
      put({ phase: 'done', results, problems, ...(problem && { problem }) });
    },
    [csrfToken, put, refreshMe],
  );
  return { state, start };
}
