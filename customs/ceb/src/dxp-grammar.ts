import { expandedName } from './grammar.ts';
import type { AttributeRule, Content, ElementRule, Grammar, Step, TypeRule } from './grammar.ts';
import { judgeBase64, judgeId, textOfLength } from './lexical.ts';
import { dsElements, dsTypes, signature } from './xmldsig.ts';
import { anyType, complexType, simpleType, xsBase64, xsDateTime, XSD_TYPES } from './xsd-types.ts';

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

/** `DxpMsg/@ver` has one value only. */
const version: AttributeRule = {
  name: 'ver',
  required: true,
  judge: (value) => (value === '1.0' ? undefined : { code: 'not-fixed', message: 'must be 1.0' }),
};

const transInfo = rule(
  'TransInfo',
  named(
    'TransInfoType',
    steps(
      [
        one(rule('CopMsgId', text(1, 255))),
        one(rule('SenderId', text(1, 16))),
        one(rule('ReceiverIds', steps([many(rule('ReceiverId', text(1, 16)), 1, 5)], first))),
        one(rule('CreatTime', xsDateTime)),
        one(rule('MsgType', text(0, 30))),
      ],
      (children) => children,
    ),
  ),
);

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

/** The grammar of the envelope, with the elements that lax wildcards of a signature may find. */
export const dxpGrammar: Grammar = {
  elements: new Map([...dsElements, [expandedName(DXP_NAMESPACE, 'DxpMsg'), dxpMsg]]),
  types: new Map([
    ...dsTypes,
    ...[...XSD_TYPES, transInfo.type, addInfo.type, data].flatMap((type) => {
      return type.name === undefined ? [] : [[type.name, type] as const];
    }),
  ]),
};

function compose([info, payload]: readonly unknown[]): DxpContent {
  // The steps above give strings, and a list for the receivers.
  const [copMsgId, senderId, receiverIds, creatTime, msgType] = info as [
    string,
    string,
    readonly string[],
    string,
    string,
  ];
  return { copMsgId, senderId, receiverIds, creatTime, msgType, data: payload as string };
}

function first(children: readonly unknown[]): unknown {
  return children[0];
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
