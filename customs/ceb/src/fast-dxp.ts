import { DXP_NAMESPACE } from './dxp-grammar.ts';
import type { DxpContent } from './dxp-grammar.ts';
import { judgeBase64, judgeDateTime } from './lexical.ts';

/** An envelope with its payload decoded. */
type FastDxp = Omit<DxpContent, 'data'> & { readonly payload: Buffer };

/**
 * Reads an envelope of the form that known programs write, in ASCII and without a signature;
 * `undefined` for any other, which the strict reader decides. A hundred lists arrive as 600 KB of
 * base64: the strict reader takes ten times as long for them. The bytes must be valid UTF-8.
 */
export function readFastDxp(bytes: Buffer): FastDxp | undefined {
  const start = bytes.toString('latin1', 0, Math.min(bytes.length, LONGEST_END));
  for (const form of FORMS) {
    const head = form.head.exec(start);
    if (head) return readRest(bytes, head, form.tail);
  }
  return undefined;
}

function readRest(bytes: Buffer, head: RegExpExecArray, tail: RegExp): FastDxp | undefined {
  const [whole, copMsgId = '', senderId = '', receivers = '', creatTime = '', msgType = ''] = head;
  const end = bytes.indexOf(0x3c, whole.length);
  if (end < 0 || bytes.length - end > LONGEST_END) return undefined;
  if (judgeDateTime(creatTime) || !tail.test(bytes.toString('latin1', end))) return undefined;
  const receiverIds = [...receivers.matchAll(/>([^<>]+)<\//g)].map((match) => match[1] ?? '');
  const payload = decodeBase64(bytes.toString('latin1', whole.length, end));
  return payload && { copMsgId, senderId, receiverIds, creatTime, msgType, payload };
}

/** Decodes base64 that has nothing foreign in it but line ends. */
function decodeBase64(text: string): Buffer | undefined {
  return decodeExactly(text) ?? decodeExactly(text.replace(/[ \t\r\n]+/g, ''));
}

function decodeExactly(text: string): Buffer | undefined {
  if (text.length % 4 !== 0 || text.includes('-') || text.includes('_')) return undefined;
  if (judgeBase64(text.slice(-4))) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = Buffer.from(text, 'base64');
  // Node skips foreign characters and stops at "="; either leaves fewer bytes.
  return bytes.length === (text.length / 4) * 3 - padding ? bytes : undefined;
}

/** What stands before and behind the payload is a few hundred bytes long. */
const LONGEST_END = 4096;

const SPACE = '[ \\t\\r\\n]*';
const CHARACTER = '[^<>&\\x00-\\x1f\\x7f-\\xff]';
const DECLARATION =
  '(?:\\xef\\xbb\\xbf)?(?:<\\?xml version="1\\.0"(?: encoding="(?:UTF|utf)-8")?' +
  '(?: standalone="(?:yes|no)")? ?\\?>)?';

/** The prefixes in use: `dxp:` and none. */
const FORMS = ['dxp', ''].map((prefix) => compileForm(prefix));

function compileForm(prefix: string): { head: RegExp; tail: RegExp } {
  const [mark, binding] = prefix === '' ? ['', 'xmlns'] : [`${prefix}:`, `xmlns:${prefix}`];
  const element = (name: string, content: string): string => {
    return `<${mark}${name}>${content}</${mark}${name}>${SPACE}`;
  };
  const text = (name: string, length: string): string => {
    return element(name, `(${CHARACTER}{${length}})`);
  };
  const receiver = element('ReceiverId', `${CHARACTER}{1,16}`);
  const transInfo =
    text('CopMsgId', '1,255') +
    text('SenderId', '1,16') +
    element('ReceiverIds', `${SPACE}((?:${receiver}){1,5})`) +
    text('CreatTime', '1,40') +
    text('MsgType', '0,30');
  const ns = `${binding}="${DXP_NAMESPACE}"`;
  const attributes = `(?: ${ns} ver="1\\.0"| ver="1\\.0" ${ns})`;
  const root = `<${mark}DxpMsg${attributes}>${SPACE}`;
  const key = `<${mark}Key name="[A-Za-z0-9]{1,32}">${CHARACTER}{1,64}</${mark}Key>${SPACE}`;
  const addInfo =
    `(?:${text('FileName', '1,255')})?(?:${text('IcCard', '1,13')})?` +
    `(?:${element('BizKey', `${SPACE}(?:${key}){1,5}`)})?` +
    `(?:<${mark}IsText Encode="[A-Za-z0-9-]{0,50}"(?:/>|></${mark}IsText>)${SPACE})?`;
  return {
    head: new RegExp(
      `^${DECLARATION}${SPACE}${root}${element('TransInfo', SPACE + transInfo)}<${mark}Data>`,
    ),
    tail: new RegExp(
      `^</${mark}Data>${SPACE}(?:${element('AddInfo', SPACE + addInfo)})?</${mark}DxpMsg>${SPACE}$`,
    ),
  };
}
