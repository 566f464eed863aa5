import type { ChannelAddress } from '@pilotzone/gateway/channel/open-channel';
import { CUSTOMS_EXPORT_ID, CUSTOMS_IMPORT_ID } from '@pilotzone/gateway/channel-link';
import type { Disturbance } from '@pilotzone/gateway/simulator/disturb';
import type { SimulatorOptions } from '@pilotzone/gateway/simulator/options';
import type { SignaturePolicy } from '@pilotzone/information-sharing/contract';
import type { MasterKey } from '@pilotzone/kernel/vault';
import type { RemoteSigner } from '@pilotzone/signatures/remote-signer';
import type { CodeWay } from './citizens/send-code.ts';
import type { SoftwareKey } from '@pilotzone/signatures/signing-key';

/** Everything that differs between two runs of the platform, parsed once at start. */
export type PlatformConfig = {
  readonly zoneCode: string;
  /** True: red lists wait for a person. */
  readonly holdRed: boolean;
  /**
   * True: lists are judged as they come; false: recorded, and judged by `clearFiled` (the `clear`
   * command).
   */
  readonly judge: boolean;
  /** How signatures are judged on intake; nobody looks at them unless told so. */
  readonly signatures?: SignaturePolicy;
  /** Signs what goes to customs; without it lists carry a placeholder. */
  readonly signingKey?: SoftwareKey;
  /** Signs what goes to customs outside this process, before it is sent; instead of a key. */
  readonly signingService?: RemoteSigner;
  /** Everything drawn by chance. */
  readonly seed: number;
  /** Share of lists that the customs simulator inspects. */
  readonly inspectShare: number;
  /** Share of the others whose papers a person at customs looks at. */
  readonly reviewShare?: number;
  /** How receipts of the customs simulator misbehave; absent: each once, in order, at once. */
  readonly disturbance?: Disturbance;
  /** Opens what is sealed in the database; absent where the database goes with the process. */
  readonly masterKey?: MasterKey;
  /** The customs simulator bills the tax of released lists; absent: it does not. */
  readonly taxBills?: SimulatorOptions['taxBills'];
  /** True: customs closes a return only when an arrival report names its waybill. */
  readonly returnsAwaitGoods?: boolean;
  /** True: webhooks may call receivers on this machine, by plain http too; for tests and demos. */
  readonly allowLoopbackWebhooks?: boolean;
  /** How citizens get their codes; without it their page is closed. */
  readonly codeWay?: CodeWay;
  /** Customs outside this process; absent: the simulator in it. */
  readonly customs?: ExternalCustoms;
  readonly rawData?: RawDataConfig;
};

/** How payment raw data (announcement 2018 no. 179) reach customs. */
export type RawDataConfig = {
  /** Where uploads go; absent: beside `customs`, where that is reached by HTTP. */
  readonly uploadUrl?: string;
  /** Of customs' requests; at first `verify`, for the announcement's own are not signed. */
  readonly requests?: SignaturePolicy;
};

/** Customs at the other end of a channel. */
export type ExternalCustoms = {
  readonly address: ChannelAddress;
  /**
   * Whether orders, payments and waybills are passed on as well, as they were received: customs
   * needs them for matching.
   */
  readonly forwardDocuments: boolean;
};

/**
 * The demo zone: Hangzhou, the first of them; its code is the administrative division's (GB/T
 * 2260).
 */
export const DEMO_ZONE_CODE = '330100';

/**
 * How the zone's platform names itself as the transmitter of what it forwards to customs
 * (BaseTransfer).
 */
export const PLATFORM_TRANSFER = {
  copCode: '3301PZ0001',
  copName: '跨境电商综合试验区线上综合服务平台',
  dxpMode: 'DXP',
  dxpId: 'DXPENT0000000001',
  note: undefined,
} as const;

/**
 * The sender of the platform's envelopes, and the receivers by which envelopes of traders reach it:
 * its own id, and those of customs, to whom it passes on. Programs in the field write the latter.
 */
export const ADDRESSES = {
  dxpId: PLATFORM_TRANSFER.dxpId,
  receivers: [PLATFORM_TRANSFER.dxpId, CUSTOMS_IMPORT_ID, CUSTOMS_EXPORT_ID],
} as const;

/** Receipts as they come in the field: many twice, none in order, each when it likes. */
export function disturbedReceipts(delayMsMax: number): Disturbance {
  return { repeatShare: 0.3, reorder: true, delayMsMax };
}
