import { assert } from '@pilotzone/kernel/errors';
import { DXP_NAMESPACE } from './dxp-grammar.ts';
import type { TransInfo } from './dxp-grammar.ts';
import { escapeText } from './encode.ts';

/** One element of the envelope; `content` is XML. */
export function dxpElement(name: string, content: string): string {
  return `<dxp:${name}>${content}</dxp:${name}>`;
}

/** A whole document of the transport; `content` is XML. */
export function dxpDocument(root: 'DxpMsg' | 'DxpMsgSv' | 'DxpRep', content: string): Buffer {
  return Buffer.from(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      `<dxp:${root} xmlns:dxp="${DXP_NAMESPACE}" ver="1.0">${content}</dxp:${root}>`,
  );
}

/** Who sent what to whom: `TransInfo` of a message, `OriHead` of an answer. */
export function transInfoXml(name: 'TransInfo' | 'OriHead', info: TransInfo): string {
  const { copMsgId, senderId, receiverIds, creatTime, msgType } = info;
  assert(receiverIds.length >= 1 && receiverIds.length <= 5, 'DXP needs 1 to 5 receivers');
  const receivers = receiverIds.map((id) => dxpElement('ReceiverId', escapeText(id))).join('');
  const parts = [
    dxpElement('CopMsgId', escapeText(copMsgId)),
    dxpElement('SenderId', escapeText(senderId)),
    dxpElement('ReceiverIds', receivers),
    dxpElement('CreatTime', escapeText(creatTime)),
    dxpElement('MsgType', escapeText(msgType)),
  ];
  return dxpElement(name, parts.join(''));
}
