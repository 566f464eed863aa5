import type { SchemaError } from './message.ts';

/** Chinese for the code of a schema error; `n` are the numbers of its English text, in order. */
const TEXTS: Readonly<Record<string, (n: readonly string[]) => string>> = {
  'too-short': ([has, min]) => `有${has ?? ''}个字符，至少应为${min ?? ''}个`,
  'too-long': ([has, max]) => `有${has ?? ''}个字符，最多为${max ?? ''}个`,
  'wrong-length': ([has, exact]) => `有${has ?? ''}个字符，应恰为${exact ?? ''}个`,
  'not-a-decimal': () => '不是十进制数',
  'too-many-decimals': ([max]) => `小数位数超过${max ?? ''}位`,
  'too-many-digits': ([max]) => `数字位数超过${max ?? ''}位`,
  'not-an-integer': () => '不是整数',
  'out-of-range': () => '超出取值范围',
  'not-a-date': () => '不是日期（YYYY-MM-DD）',
  'not-a-date-time': () => '不是日期时间（YYYY-MM-DDThh:mm:ss）',
  'not-a-boolean': () => '不是布尔值',
  'not-a-language': () => '不是语言代码',
  'not-a-name': () => '不是XML名称',
  'not-a-uri': () => '不是URI',
  'not-an-id': () => '不是XML标识',
  'not-base64': () => '不是Base64',
  'not-fixed': () => '的值与规范固定的值不符',
  missing: () => '缺失，为必填节点',
  'missing-attribute': () => '缺少必需的属性',
  repeated: () => '出现次数过多',
  'out-of-order': () => '位置靠后，不符合节点顺序',
  unexpected: () => '不应出现在此处',
  'element-in-text': () => '只能填写文本，不能含子节点',
  'text-not-allowed': () => '只能含子节点，不能填写文本',
  'unknown-attribute': () => '含有未定义的属性',
  'unknown-message': () => '不是所知的报文类型',
  'wrong-namespace': () => '的命名空间不正确',
  'wrong-type': () => '的xsi:type不适用',
  'not-nillable': () => '不能为nil',
  'duplicate-id': () => '的标识重复',
  'not-well-formed': () => '不是格式良好的XML',
};

/** What the schema refuses, in Chinese; the details that have no Chinese follow in English. */
export function schemaErrorInChinese({ path, code, message }: SchemaError): string {
  const numbers = message.match(/\d+(?= characters| decimals| digits| are)/g) ?? [];
  const text = TEXTS[code]?.(numbers) ?? '不符合规范';
  const subject = path === '' ? '报文' : path;
  return code === 'not-well-formed' ? `${subject}${text}：${message}` : `${subject}${text}`;
}
