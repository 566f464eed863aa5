import type { Problem } from '../api/client.ts';
import type { Language } from '../preferences.ts';
import { DETAILED, PROBLEMS_ZH } from './problems-zh.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

/**
 * What a problem says to a person. In Chinese by its code, with the server's own words behind where
 * they say more; a code that no word is known for is told as the server tells it.
 */
export function sayProblem({ status, code, detail }: Problem, language: Language): string {
  if (status === 0 && code === 'UNREACHABLE')
    return (language === 'zh' ? zh : en).states.unreachable;
  const words = language === 'zh' ? PROBLEMS_ZH[code] : undefined;
  if (words === undefined) return detail;
  return DETAILED.has(code) ? `${words}（${detail}）` : words;
}

/** Why a delivery did not arrive, as the log of a webhook has it. */
export function sayFailure(error: string, language: Language): string {
  if (language === 'en') return error;
  const status = /^answered (\d+)(, a redirect)?/.exec(error);
  if (status?.[2]) return `应答 ${status[1] ?? ''}（重定向），平台不跟随；请登记最终地址`;
  if (status) return `应答 ${status[1] ?? ''}，而非 2xx`;
  return FAILURES_ZH[error] ?? error;
}

/** The sentences of systems/information-sharing/src/send-delivery.ts. */
export const FAILURES_ZH: Readonly<Record<string, string>> = {
  'nothing listens there': '该地址没有程序接收',
  'the connection was cut': '连接被对方中断',
  'there is no host of that name': '没有该名称的主机',
  'the name of the host could not be looked up': '主机名称无法解析',
  'no answer in time': '未按时应答',
  'no answer within 10 s': '10 秒内未应答',
  'its certificate has expired': '对方证书已过期',
  'its certificate is signed by itself': '对方证书为自签名证书',
  'its certificate is for another host': '对方证书属于其他主机',
  'its certificate comes from nobody known': '对方证书的签发机构不受信任',
};
