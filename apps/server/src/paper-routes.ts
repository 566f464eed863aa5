import { createHmac, timingSafeEqual } from 'node:crypto';
import { PilotError } from '@pilotzone/kernel/errors';
import { ownerOf, type HttpServer } from '@pilotzone/kernel/http';
import { formatInstant } from '@pilotzone/kernel/time';
import { Type } from 'typebox';
import type { Platform } from './compose.ts';

const MaybeText = Type.Union([Type.String(), Type.Null()]);
const Id = Type.Object({ declarationId: Type.String({ format: 'uuid' }) });
const Code = Type.Object({ code: Type.String({ pattern: '^[A-Za-z0-9_-]{38}$' }) });
const Proof = Type.Object({ code: Type.String({ description: 'Stands in the QR of a paper' }) });

/** What anybody who holds a paper may know: how things stand now, and nothing about persons. */
const Standing = Type.Object({
  zoneCode: Type.String(),
  checkedAt: Type.String(),
  orderNo: Type.String(),
  invtNo: MaybeText,
  ebpCode: Type.String(),
  tradeMode: Type.String(),
  status: Type.String(),
  releasedOn: MaybeText,
  dutiablePrice: MaybeText,
  tax: MaybeText,
});

// 96 bits: nobody finds a second code by trying, and the QR stays small.
const SIGN_BYTES = 12;
const ID_BYTES = 16;

/** Adds the routes behind the QR of printed papers. */
export function registerPaperRoutes(server: HttpServer, platform: Platform): void {
  server.get(
    '/api/v1/declarations/:declarationId/proof',
    {
      config: { scope: 'declarations:read' },
      schema: {
        summary: 'The code for a printed paper of a declaration, which anybody can check',
        tags: ['declarations'],
        params: Id,
        response: { 200: Proof },
      },
    },
    async (request) => {
      const { declarationId } = request.params;
      await platform.singleWindow.http.getDeclaration(declarationId, {
        participantCode: ownerOf(request),
      });
      return { code: codeOf(declarationId, platform.paperKey) };
    },
  );
  server.get(
    '/api/v1/verify/:code',
    {
      config: { public: true, attempts: true },
      schema: {
        summary: 'Whether a printed paper is genuine, and how its declaration stands now',
        tags: ['declarations'],
        params: Code,
        response: { 200: Standing },
      },
    },
    async ({ params: { code } }) => {
      const declarationId = idIn(code, platform.paperKey);
      if (declarationId === undefined) throw notGenuine();
      // Of everybody's, because the code stands for the right to see this one. The shape is ours.
      const found = (await platform.singleWindow.http.getDeclaration(declarationId, {
        participantCode: undefined,
      })) as Shown;
      const { orderNo, invtNo, ebpCode, tradeMode, status, releasedOn, tax } = found;
      return {
        ...{ orderNo, invtNo, ebpCode, tradeMode, status, releasedOn },
        zoneCode: platform.runtime.zoneCode,
        checkedAt: formatInstant(platform.runtime.clock.now()),
        dutiablePrice: tax?.dutiablePrice ?? null,
        tax: tax?.total ?? null,
      };
    },
  );
}

type Shown = {
  readonly orderNo: string;
  readonly invtNo: string | null;
  readonly ebpCode: string;
  readonly tradeMode: string;
  readonly status: string;
  readonly releasedOn: string | null;
  readonly tax: { readonly dutiablePrice: string; readonly total: string } | null;
};

/** The id with a keyed hash of it: needs no table, and says nothing to whoever has not the key. */
function codeOf(declarationId: string, key: string): string {
  const id = Buffer.from(declarationId.replaceAll('-', ''), 'hex');
  return Buffer.concat([id, signOf(id, key)]).toString('base64url');
}

function idIn(code: string, key: string): string | undefined {
  const bytes = Buffer.from(code, 'base64url');
  // The last letter has bits to spare: a paper has one code, and not one of sixteen.
  if (bytes.toString('base64url') !== code) return undefined;
  const id = bytes.subarray(0, ID_BYTES);
  const sign = bytes.subarray(ID_BYTES);
  if (sign.length !== SIGN_BYTES || !timingSafeEqual(sign, signOf(id, key))) return undefined;
  const hex = id.toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return [...parts, hex.slice(20)].join('-');
}

function signOf(id: Uint8Array, key: string): Buffer {
  return createHmac('sha256', key)
    .update('declaration')
    .update(id)
    .digest()
    .subarray(0, SIGN_BYTES);
}

function notGenuine(): PilotError {
  return new PilotError('PAPER_NOT_FOUND', 'this zone issued no paper with this code');
}
