import type { Tx } from '@pilotzone/kernel/db';
import type { Runtime } from '@pilotzone/kernel/runtime';
import type { OpenRequest } from '@pilotzone/rules/payment-raw-data';
import type { UploadAnswer } from './model/raw-data.ts';

/** The way to customs for payment raw data, which does not go by CEB messages. */
export type RawDataCounter = {
  /** Why nothing can be uploaded as this server is set up; `undefined` when it can. */
  readonly blocked: string | undefined;
  /** What is wrong with the signature of a request; `undefined` when it may be answered. */
  judgeRequest(request: OpenRequest): Promise<string | undefined>;
  /** Signs a text; may go over a network, so never inside a transaction. */
  sign(text: string): Promise<{ certNo: string; signValue: string }>;
  /** Posts a payload; never throws. */
  upload(payload: string): Promise<UploadAnswer>;
  /** Keeps bytes that passed as evidence; the id of the record. */
  recordExchange(
    tx: Tx,
    message: { direction: 'in' | 'out'; messageType: string; body: Uint8Array },
  ): Promise<string>;
};

export type RawDataNeeds = Runtime & { readonly rawData: RawDataCounter };
