import type { Database, Queryable, Tx } from '@pilotzone/kernel/db';
import { confirmReceipts, listReceiptsWaiting } from './hand-over-receipts.ts';
import { splitReceipts, type SplittingNeeds } from './split-receipts.ts';
import { countWaitingReturns, deleteReturns, insertReceiptsDue } from './store/returns.ts';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { RequestSignature } from '@pilotzone/kernel/http';
import type { Vault } from '@pilotzone/kernel/vault';
import { createKeyHolders } from './authenticate-caller.ts';
import { authenticateSigned, forgetNonces } from './authenticate-signed.ts';
import type { SignaturePolicy } from './contract.ts';
import { createParticipantFinder, listParticipants } from './find-participants.ts';
import {
  applyParticipants,
  importParticipants,
  previewParticipants,
} from './import-participants.ts';
import { createTrustKeeper } from './keep-trust.ts';
import {
  applyForChange,
  listApplications,
  readEnterprise,
  withdrawApplication,
  type Applicant,
} from './file-enterprise.ts';
import { getCertificate, listCertificates, showRevocationLists } from './list-certificates.ts';
import { createApiKey, listApiKeys, revokeApiKey } from './manage-api-keys.ts';
import { importCertificates, type ImportCertificatesRequest } from './import-certificates.ts';
import { decideApplication } from './decide-application.ts';
import type { ApplicationBody } from './contract/enterprise.ts';
import type { Participant } from './model/participant.ts';
import { listParticipantChanges } from './list-participant-changes.ts';
import { noteMessageDisclosure, type MessageRequest } from './disclose-message.ts';
import { getExchange, listExchanges, readExchange, readExchanges } from './read-exchanges.ts';
import { receiveMessages, type RawMessage, type ReceiveMessagesNeeds } from './receive-messages.ts';
import { recordExchanges, type ExchangeEntry } from './record-exchanges.ts';
import { revokeCertificate } from './revoke-certificate.ts';
import type { CertificateFilter } from './store/certificates.ts';
import type { ExchangeFilter } from './store/exchanges.ts';
import { countWaiting, deleteUnfetched } from './store/intake-messages.ts';
import { deleteTaken } from './store/received-messages.ts';
import type { ParticipantFilter } from './store/participants.ts';
import { verifyEvidence, type Anchor } from './verify-evidence.ts';

export type InformationSharingNeeds = Runtime &
  Pick<ReceiveMessagesNeeds, 'fileDocuments' | 'forwardMessages'> & {
    readonly vault: Vault;
    /** Nobody looks at signatures unless told so. */
    readonly signatures?: SignaturePolicy | undefined;
    /** DXP ids by which envelopes may call this platform; without them anybody's are taken. */
    readonly receivers?: readonly string[] | undefined;
    /** The sender of envelopes of ours. */
    readonly dxpId?: string | undefined;
    /** The traders' messages that a message of customs answers; absent where nobody answers. */
    readonly findAnswered?: SplittingNeeds['findAnswered'] | undefined;
  };

export type InformationSharing = ReturnType<typeof createInformationSharing>;

/** 信息共享: participants, API keys, intake of messages, exchange log. */
export function createInformationSharing(runtime: InformationSharingNeeds) {
  const { db } = runtime;
  const participants = createParticipantFinder(runtime);
  const trust = createTrustKeeper(runtime);
  const keys = createKeyHolders(runtime);
  const needs = {
    ...runtime,
    ...{ participants, trust, signatures: runtime.signatures ?? 'ignore' },
    ...{ forgetParticipants: participants.forget, forgetTrust: trust.forget },
  };
  return {
    /** Receives a batch in one transaction; see receive-messages.ts. */
    receiveMessages: (raw: readonly RawMessage[]) => receiveMessages(needs, raw),
    ...amongProcesses(needs, [participants.forget, trust.forget, keys.forget]),
    /** Notes messages of customs whose receipts go back to traders; see split-receipts.ts. */
    noteReceipts: (tx: Tx, exchangeIds: readonly string[]) =>
      insertReceiptsDue(tx, runtime.zoneCode, exchangeIds),
    splitReceipts: () => {
      const { findAnswered } = runtime;
      return findAnswered ? splitReceipts({ ...runtime, findAnswered }) : Promise.resolve(0);
    },
    listReceiptsWaiting: (wanted: Parameters<typeof listReceiptsWaiting>[1]) =>
      listReceiptsWaiting(needs, wanted),
    confirmReceipts: (what: Parameters<typeof confirmReceipts>[1]) => confirmReceipts(needs, what),
    countReceiptsWaiting: () => countWaitingReturns(db, runtime.zoneCode),
    forgetReturns: (before: number) => deleteReturns(db, runtime.zoneCode, before),
    recordExchanges: (tx: Tx, entries: readonly ExchangeEntry[]) =>
      recordExchanges(needs, tx, entries),
    readExchanges: (q: Queryable, ids: readonly string[]) => readExchanges(needs, q, ids),
    listExchanges: (filter: ExchangeFilter) => listExchanges(needs, db, filter),
    getExchange: (id: string) => getExchange(needs, db, id),
    /** The message itself; throws EXCHANGE_NOT_FOUND. */
    readExchange: (id: string) => readExchange(needs, db, id),
    noteMessageDisclosure: (request: MessageRequest) => noteMessageDisclosure(needs, request),
    verifyEvidence: (anchors?: readonly Anchor[]) => verifyEvidence(db, anchors),
    findParticipants: (codes: Iterable<string>) => participants.find(codes),
    listParticipants: (filter: ParticipantFilter) => listParticipants(needs, filter),
    previewParticipants: (file: Uint8Array | string, complete?: boolean) =>
      previewParticipants(needs, file, complete),
    applyParticipants: (wanted: {
      participants: readonly Participant[];
      actor: string;
      complete?: boolean;
    }) => applyParticipants(needs, wanted),
    listParticipantChanges: (code: string) => listParticipantChanges(needs, code),
    importParticipants: (request: Parameters<typeof importParticipants>[1]) =>
      importParticipants(needs, request),
    enterprise: enterpriseOf(needs),
    importCertificates: (request: ImportCertificatesRequest) => importCertificates(needs, request),
    revokeCertificate: (request: Parameters<typeof revokeCertificate>[1]) =>
      revokeCertificate(needs, request),
    listCertificates: (filter: CertificateFilter) => listCertificates(needs, filter),
    getCertificate: (fingerprint: string, owner?: string) =>
      getCertificate(needs, fingerprint, owner),
    showRevocationLists: () => showRevocationLists(needs),
    /** Whose certificates count now. */
    getTrust: () => trust.get(),
    /** `key` as the request carried it. */
    authenticate: keys.find,
    /** Whoever signed a request. */
    authenticateSigned: (signature: RequestSignature) => authenticateSigned(needs, signature),
    forgetNonces: () => forgetNonces(needs),
    createApiKey: (request: Parameters<typeof createApiKey>[1]) => createApiKey(needs, request),
    revokeApiKey: (apiKeyId: string, owner?: string) =>
      revokeApiKey(needs, apiKeyId, owner).then(keys.forget),
    listApiKeys: (query: Parameters<typeof listApiKeys>[1]) => listApiKeys(needs, query),
  };
}

/** What is needed where intake and clearing are processes of their own. */
function amongProcesses(needs: ReceiveMessagesNeeds, memories: readonly (() => void)[]) {
  const { db, zoneCode } = needs;
  return {
    /** Forgets the ids of messages taken before `before`: one repeated later counts as new. */
    forgetTaken: (before: number) => deleteTaken(db, zoneCode, before),
    /** Receives by the transactions of another database, such as a part of one. */
    receiveMessagesBy: (by: Database, raw: readonly RawMessage[]) =>
      receiveMessages({ ...needs, db: by }, raw),
    /** Deletes answers that nobody fetched. */
    forgetHandedIn: () => deleteUnfetched(db, zoneCode),
    /** Messages that wait to be cleared by another process. */
    countHandedIn: () => countWaiting(db, zoneCode),
    /** Looks anew at what is remembered for a moment: another process changed something. */
    lookAgain: () => {
      for (const forget of memories) forget();
    },
  };
}

/** What enterprises file about themselves, and the zone's answers. */
function enterpriseOf(needs: Parameters<typeof decideApplication>[0]) {
  return {
    readEnterprise: (code: string) => readEnterprise(needs, code),
    applyForChange: (body: ApplicationBody, by: Applicant) => applyForChange(needs, body, by),
    withdrawApplication: (by: Applicant) => withdrawApplication(needs, by),
    listApplications: (page: Parameters<typeof listApplications>[1]) =>
      listApplications(needs, page),
    decideApplication: (decision: Parameters<typeof decideApplication>[1], by: Applicant) =>
      decideApplication(needs, decision, by),
  };
}
