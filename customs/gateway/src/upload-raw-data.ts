/** What customs answered to an upload, or why it did not. */
export type UploadAnswer =
  | { readonly kind: 'answered'; readonly code: string; readonly message: string }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** Where customs takes payment raw data, below the address of its server (announcement 179). */
export const UPLOAD_PATH = '/ceb2grab/grab/realTimeDataUpload';

const TIMEOUT_MS = 20_000;
const MESSAGE_MAX = 2_000;

/**
 * Posts payment raw data to customs (realTimeDataUpload). Never throws: a line that is down, a
 * server that fails and an answer that is no answer are all `unreachable`, and worth another try.
 */
export async function uploadRawData(url: string, payload: string): Promise<UploadAnswer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ payExInfoStr: payload }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      // The data are for customs alone; where it moved to is for the operator to say.
      redirect: 'error',
    });
    const text = await response.text();
    if (!response.ok) return unreachable(`customs answers ${String(response.status)}`);
    return readAnswer(text) ?? unreachable(`customs answers no code: ${text.slice(0, 200)}`);
  } catch (error) {
    return unreachable(reasonOf(error));
  }
}

function readAnswer(text: string): UploadAnswer | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { code, message } = value as Record<string, unknown>;
  if (typeof code !== 'string' && typeof code !== 'number') return undefined;
  const told = typeof message === 'string' ? message.slice(0, MESSAGE_MAX) : '';
  return { kind: 'answered', code: String(code).slice(0, 20), message: told };
}

function unreachable(reason: string): UploadAnswer {
  return { kind: 'unreachable', reason };
}

/** The cause says more than "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
