import type { Log } from '@pilotzone/kernel/log';
import { isFilingType } from '@pilotzone/single-window/model/filing';
import { matchMessage } from '../check/match-message.ts';
import type { Matching } from '../check/match-message.ts';
import { DEMO_ZONE_CODE } from '../config.ts';
import { openPlatform } from '../open-platform.ts';
import type { Place } from '../open-server.ts';
import type { JudgedMessage } from './check-message.ts';

/** A file of a message that was judged by itself. */
export type JudgedFile = { readonly file: string; readonly judged: JudgedMessage };

/** What a document would become: its file and position, and the outcome as of preflight. */
export type MatchedDocument = {
  readonly file: string;
  readonly message: string;
  /** From 1. */
  readonly document: number;
  readonly kind: string;
  readonly findings: readonly { code: string; message: string; messageZh: string; fix: string }[];
};

/** What the files meet in the database; nothing of them is kept. */
export type MatchedFiles = {
  readonly documents: readonly MatchedDocument[];
  /** Lists and applications as they would stand. */
  readonly declarations: readonly unknown[];
  readonly exports: readonly unknown[];
};

type Result = Pick<MatchedDocument, 'kind' | 'findings'>;

/**
 * Holds messages against a database: those of companies are filed together, in the order given,
 * and rolled back, so that the papers of one file complete the list of another; those of customs
 * are looked up one by one. Files against the schema are left out.
 */
export async function matchFiles(
  files: readonly JudgedFile[],
  { place, log }: { readonly place: Place; readonly log: Log },
): Promise<MatchedFiles> {
  const config = { zoneCode: DEMO_ZONE_CODE, holdRed: true, judge: true, seed: 1, inspectShare: 0 };
  const open = await openPlatform({ place, config, log });
  try {
    const { platform } = open;
    const isFiled = ({ judged }: JudgedFile) =>
      judged.message !== undefined && isFilingType(judged.message.type);
    const filed = files.filter(isFiled);
    const messages = filed.map(({ judged }) => judged.bytes.toString('utf8'));
    const zone = { participantCode: undefined };
    // The single window answers with what its preflight route shows.
    const basket = (await platform.singleWindow.http.preflight({ messages }, zone)) as Matching;
    const documents = told(filed, basket.results);
    for (const one of files.filter((file) => !isFiled(file))) {
      const { results } = await matchMessage(platform, one.judged, undefined);
      documents.push(...told([one], results));
    }
    return { documents, declarations: basket.declarations, exports: basket.exports };
  } finally {
    await open.close();
  }
}

function told(files: readonly JudgedFile[], results: readonly unknown[]): MatchedDocument[] {
  const places = files.flatMap(({ file, judged: { message } }) =>
    (message?.documents ?? []).map((_, index) => ({
      file,
      message: message?.type ?? '',
      document: index + 1,
    })),
  );
  return results.flatMap((result, index) => {
    const place = places[index];
    // Results stand in the order of the documents.
    return place ? [{ ...place, ...(result as Result) }] : [];
  });
}
