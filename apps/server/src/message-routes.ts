import { MESSAGE_TABLES } from '@pilotzone/ceb/tables';
import type { MessageTable } from '@pilotzone/ceb/fields';
import { answerOf, callerOf, type HttpServer } from '@pilotzone/kernel/http';
import { DisclosureRequest } from '@pilotzone/single-window/contract';
import { Type, type Static } from 'typebox';
import { checkedMessage, type Checked } from './read-letter.ts';
import { LetterContent, Told } from './read-letter.ts';
import type { Platform } from './compose.ts';
import { maskMessage } from './mask-text.ts';

const MaybeText = Type.Union([Type.String(), Type.Null()]);
const Names = Type.Record(Type.String(), Type.String());

const Finding = Type.Intersect([Told, Type.Object({ fix: Type.String(), fixZh: Type.String() })]);

/** Everything that can be said of a message of the log, personal data masked. */
const MessageContent = Type.Object({
  ...LetterContent.properties,
  zh: MaybeText,
  en: MaybeText,
  names: Type.Object(
    { head: Names, line: Names },
    { description: 'Chinese names of the fields, as customs’ specification has them' },
  ),
  findings: Type.Array(Finding, {
    description: 'Business rules that need nothing but the message',
  }),
  text: Type.Union([Type.String(), Type.Null()], {
    description: 'As it travelled, masked; null: no XML that could be masked, or too long',
  }),
  lists: Type.Array(
    Type.Object({
      declarationId: Type.String(),
      orderNo: Type.String(),
      status: Type.String(),
    }),
    { description: 'Declarations that the documents are about, the first twenty' },
  ),
});
type Content = Static<typeof MessageContent>;

const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });

// What a person reads on a page; the whole is had for a stated purpose.
const TEXT_CHARACTERS_MAX = 262_144;
const LISTS_MAX = 20;

/** Adds what the message explorer asks for: a message decoded, and in the clear for a purpose. */
export function registerMessageRoutes(server: HttpServer, platform: Platform): void {
  server.get(
    '/api/v1/exchanges/:id/content',
    {
      config: { scope: 'evidence:read', zoneOnly: true },
      schema: {
        summary: 'A message of the log field by field, with verdicts; personal data masked',
        tags: ['evidence'],
        params: Id,
        response: { 200: MessageContent },
      },
    },
    ({ params: { id } }) => readContent(platform, id),
  );
  server.post(
    '/api/v1/exchanges/:id/body',
    {
      config: {
        ...{ scope: 'personal-data:read', zoneOnly: true },
        answers: { 200: answerOf('application/octet-stream', 'Its bytes') },
      },
      schema: {
        summary: 'A message byte for byte, for a purpose that goes on record',
        tags: ['evidence'],
        params: Id,
        body: DisclosureRequest,
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { name, participantCode } = callerOf(request);
      const body = await discloseBody(platform, {
        ...request.body,
        ...{ exchangeId: id, actor: name, actorParticipant: participantCode },
      });
      // Never shown by a browser as a page: the bytes are a stranger's.
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${id}.xml"`)
        .header('x-content-type-options', 'nosniff')
        .send(body);
    },
  );
}

async function readContent(platform: Platform, exchangeId: string): Promise<Content> {
  const body = await platform.informationSharing.readExchange(exchangeId);
  const checked = await checkedMessage(platform, body);
  const table = tableOf(checked.content.messageType);
  const text = checked.bytes.toString('utf8');
  return {
    ...checked.content,
    zh: table?.zh ?? null,
    en: table?.en ?? null,
    names: {
      head: namesOf(table?.document.head.fields),
      line: namesOf(table?.document.lines?.fields),
    },
    findings: checked.findings.map(({ path, code, message, messageZh, fix, fixZh }) => ({
      ...{ path, code, message, messageZh, fix, fixZh },
    })),
    text: text.length > TEXT_CHARACTERS_MAX ? null : maskMessage(text),
    lists: await findLists(platform, checked),
  };
}

type DisclosureWanted = Static<typeof DisclosureRequest> & {
  readonly exchangeId: string;
  readonly actor: string;
  readonly actorParticipant: string;
};

/**
 * The bytes of a message. That they were read is on record before, with the message and with every
 * declaration in it, whose enterprises and buyer see it there.
 */
async function discloseBody(platform: Platform, wanted: DisclosureWanted): Promise<Buffer> {
  const { informationSharing, singleWindow } = platform;
  await informationSharing.noteMessageDisclosure(wanted);
  const body = await informationSharing.readExchange(wanted.exchangeId);
  const lists = await findLists(platform, await checkedMessage(platform, body));
  const { purpose, reason, actor: name, actorParticipant: ownCode } = wanted;
  for (const { declarationId } of lists) {
    const request = { declarationId, purpose, reason };
    await singleWindow.http.disclosePerson(request, { participantCode: undefined, name, ownCode });
  }
  return body;
}

function tableOf(messageType: string | null): MessageTable | undefined {
  const tables: Readonly<Record<string, MessageTable>> = MESSAGE_TABLES;
  return messageType === null ? undefined : tables[messageType];
}

function namesOf(fields: readonly { name: string; zh: string }[] = []): Record<string, string> {
  return Object.fromEntries(fields.map(({ name, zh }) => [name, zh]));
}

const NUMBERS = ['orderNo', 'copNo', 'invtNo'] as const;

/** The declarations that a message's documents are about, by the numbers in them. */
async function findLists(
  { singleWindow }: Platform,
  { heads }: Checked,
): Promise<Content['lists']> {
  const found = new Map<string, Content['lists'][number]>();
  for (const head of heads.slice(0, LISTS_MAX)) {
    const name = NUMBERS.find((one) => typeof head[one] === 'string' && head[one] !== '');
    if (name === undefined) continue;
    const query = { [name]: String(head[name]), limit: 5 };
    // The shapes are the API's own.
    const page = (await singleWindow.http.listDeclarations(query, {
      participantCode: undefined,
    })) as { items: (Content['lists'][number] & { ebpCode: string })[] };
    for (const { declarationId, orderNo, status, ebpCode } of page.items) {
      const isSame = head['ebpCode'] === undefined || head['ebpCode'] === ebpCode;
      if (isSame) found.set(declarationId, { declarationId, orderNo, status });
    }
  }
  return [...found.values()].slice(0, LISTS_MAX);
}
