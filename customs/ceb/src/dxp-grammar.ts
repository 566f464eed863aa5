import { expandedName } from './grammar.ts';
import type { AttributeRule, Content, ElementRule, Grammar, Step, TypeRule } from './grammar.ts';
import { judgeBase64, judgeId, textOfLength } from './lexical.ts';
import { dsElements, dsTypes, signature } from './xmldsig.ts';
import {
  anyType,
  complexType,
  simpleType,
  xsBase64,
  xsDate,
  xsDateTime,
  XSD_TYPES,
} from './xsd-types.ts';

/** Namespace of the transport envelope. */
export const DXP_NAMESPACE = 'http://www.chinaport.gov.cn/dxp';

/**
 * What the envelope decodes to, before its payload is: a client's transport message of the
 * data-exchange platform. Source: 海关跨境终端节点报文定义202205.xsd (the same in 2018); names as customs
 * spells them.
 */
export type DxpContent = {
  readonly copMsgId: string;
  readonly senderId: string;
  readonly receiverIds: readonly string[];
  readonly creatTime: string;
  readonly msgType: string;
  /** Base64, with whatever white space it was sent. */
  readonly data: string;
};

/** What servers of the exchange platform write round a client's message; SvNo as decoded. */
export type SvNo = {
  /** 8 digits of the node, 14 of the time, 10 of a sequence. */
  readonly msgId: string;
  /** Counts the copies of a message that was split for several receivers, from 1. */
  readonly subMsgId: string | undefined;
  readonly sendTime: string;
  /** Codes of the nodes it goes to and came in at. */
  readonly endNode: string;
  readonly staNode: string;
};

/** `DxpMsgSv`, before the payload of the message inside is decoded. */
export type DxpServerContent = { readonly svNo: SvNo; readonly message: DxpContent };

/** TransInfo: who sent what to whom. */
export type TransInfo = Omit<DxpContent, 'data'>;

/** One answer of the exchange platform about one message. */
export type DxpResponse = {
  readonly nodeId: string | undefined;
  readonly code: string;
  readonly info: string | undefined;
  /** What became of it for each receiver; empty when it is the same for all. */
  readonly results: readonly DxpResult[];
  /** `YYYY-MM-DD`. */
  readonly noticeTime: string;
  readonly note: string | undefined;
  /** The head of the message that is answered. */
  readonly original: TransInfo;
};

export type DxpResult = {
  readonly receiverId: string;
  readonly code: string;
  readonly info: string | undefined;
  readonly note: string | undefined;
};

/** `DxpRep`: what the exchange platform answers about messages. */
export type DxpReply = {
  readonly receiverId: string;
  readonly nodeId: string | undefined;
  readonly responses: readonly DxpResponse[];
};

/** `DxpMsg/@ver` and the like have one value only. */
const version = versionNamed('ver');

const transInfoType = named(
  'TransInfoType',
  steps(
    [
      one(rule('CopMsgId', text(1, 255))),
      one(rule('SenderId', text(1, 16))),
      one(rule('ReceiverIds', steps([many(rule('ReceiverId', text(1, 16)), 1, 5)], first))),
      one(rule('CreatTime', xsDateTime)),
      one(rule('MsgType', text(0, 30))),
    ],
    composeInfo,
  ),
);

const transInfo = rule('TransInfo', transInfoType);

const key = complexType({ kind: 'simple', judge: textOfLength(1, 64), fixed: undefined }, [
  { name: 'name', required: false, judge: textOfLength(1, 32) },
]);

const isText = complexType({ kind: 'empty' }, [
  { name: 'Encode', required: true, judge: textOfLength(0, 50) },
]);

const addInfo = rule(
  'AddInfo',
  named(
    'AddInfo',
    steps(
      [
        maybe(rule('FileName', text(1, 255))),
        maybe(rule('IcCard', text(1, 13))),
        maybe(rule('BizKey', steps([many(rule('Key', key), 1, 5)], first))),
        maybe(rule('IsText', isText)),
        maybe(rule('RecMapId', anyType)),
      ],
      () => undefined,
    ),
  ),
);

const data = named('Data', simpleType(judgeBase64, undefined, xsBase64));

/** The root of the envelope; decodes to DxpContent. */
export const dxpMsg: ElementRule = rule('DxpMsg', {
  ...steps([one(transInfo), one(rule('Data', data)), maybe(addInfo), maybe(signature)], compose),
  attributes: [version, { name: 'Id', required: false, judge: judgeId, isId: true }],
});

const svNoType: TypeRule = {
  ...steps(
    [
      one(rule('MsgId', text(1, 32))),
      maybe(rule('SubMsgId', text(1, 1))),
      one(rule('SendTime', xsDateTime)),
      one(rule('EndNode', text(1, 8))),
      one(rule('StaNode', text(1, 8))),
    ],
    ([msgId, subMsgId, sendTime, endNode, staNode]) =>
      // The steps above give strings; the second may be missing.
      ({ msgId, subMsgId, sendTime, endNode, staNode }),
  ),
  attributes: [versionNamed('Ver')],
  name: expandedName(DXP_NAMESPACE, 'SvNoType'),
};

/**
 * The root of the envelope between servers; decodes to DxpServerContent. Source: 传输节点报文 of 2018,
 * unchanged in 202205.
 */
export const dxpMsgSv: ElementRule = rule('DxpMsgSv', {
  ...steps([one(rule('SvNo', svNoType)), one(dxpMsg), maybe(signature)], ([svNo, message]) => ({
    svNo,
    message,
  })),
  attributes: [version, { name: 'Id', required: false, judge: judgeId, isId: true }],
});

const result = steps(
  [
    one(rule('RecId', text(1, 16))),
    one(rule('Code', text(1, 9))),
    maybe(rule('Info', text(0, 300))),
    maybe(rule('Note', text(0, 500))),
  ],
  ([receiverId, code, info, note]) => ({ receiverId, code, info, note }),
);

const response = steps(
  [
    maybe(rule('NodeId', text(1, 8))),
    one(rule('ResponseCode', text(1, 9))),
    maybe(rule('ResponseInfo', text(0, 300))),
    maybe(rule('Results', steps([many(rule('Result', result), 1, Infinity)], first))),
    one(rule('NoticeTime', xsDate)),
    maybe(rule('Note', text(0, 500))),
    one(rule('OriHead', transInfoType)),
  ],
  ([nodeId, code, info, results, noticeTime, note, original]) => {
    return { nodeId, code, info, results: results ?? [], noticeTime, note, original };
  },
);

/**
 * The root of the exchange platform's answers; decodes to DxpReply. `RecevierId` is the schema's
 * spelling.
 */
export const dxpRep: ElementRule = rule('DxpRep', {
  ...steps(
    [
      one(rule('RecevierId', text(1, 16))),
      maybe(rule('AdNodeId', text(1, 8))),
      many(rule('Response', response), 1, Infinity),
      maybe(signature),
    ],
    ([receiverId, nodeId, responses]) => ({ receiverId, nodeId, responses }),
  ),
  attributes: [version],
});

/** The roots that a transport carries. */
const ROOTS = [dxpMsg, dxpMsgSv, dxpRep];

/** The grammar of the envelopes, with the elements that lax wildcards of a signature may find. */
export const dxpGrammar: Grammar = {
  elements: new Map([
    ...dsElements,
    ...ROOTS.map((root) => [expandedName(DXP_NAMESPACE, root.name), root] as const),
  ]),
  types: new Map([
    ...dsTypes,
    ...[...XSD_TYPES, transInfoType, addInfo.type, svNoType, data].flatMap((type) => {
      return type.name === undefined ? [] : [[type.name, type] as const];
    }),
  ]),
};

function compose([info, payload]: readonly unknown[]): DxpContent {
  // The steps above give the head, and the text of Data.
  return { ...(info as TransInfo), data: payload as string };
}

function composeInfo([copMsgId, senderId, receiverIds, creatTime, msgType]: readonly unknown[]) {
  // Strings, and a list for the receivers.
  return { copMsgId, senderId, receiverIds, creatTime, msgType } as TransInfo;
}

function first(children: readonly unknown[]): unknown {
  return children[0];
}

function versionNamed(name: 'ver' | 'Ver'): AttributeRule {
  const fault = { code: 'not-fixed', message: 'must be 1.0' };
  return { name, required: true, judge: (value) => (value === '1.0' ? undefined : fault) };
}

function text(min: number, max: number): TypeRule {
  return simpleType(textOfLength(min, max));
}

function steps(
  list: readonly Step[],
  build: Extract<Content, { kind: 'steps' }>['build'],
): TypeRule {
  return complexType({ kind: 'steps', steps: list, build });
}

function named(name: string, type: TypeRule): TypeRule {
  return { ...type, name: expandedName(DXP_NAMESPACE, name) };
}

function rule(name: string, type: TypeRule): ElementRule {
  return { namespace: DXP_NAMESPACE, name, type };
}

function one(element: ElementRule): Step {
  return { element, min: 1, max: 1 };
}

function maybe(element: ElementRule): Step {
  return { element, min: 0, max: 1 };
}

function many(element: ElementRule, min: number, max: number): Step {
  return { element, min, max };
}
