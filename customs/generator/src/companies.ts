/** A company of the demo world. None exists: division 9900 of their codes is assigned to nobody. */
export type Company = {
  /** Customs registration number 海关注册登记编码, 10 characters. */
  readonly code: string;
  /** Unified social credit code 统一社会信用代码, with a valid check character. */
  readonly creditCode: string;
  readonly name: string;
  /** Roles as in a participants file. */
  readonly roles: readonly string[];
};

/** Roles whose companies guarantee tax: any of them may stand as assureCode. */
const GUARANTORS: ReadonlySet<string> = new Set(['platform', 'merchant', 'carrier']);

const CREDIT_DIGITS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const CREDIT_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

export const PLATFORMS = companies('platform', '1', [
  '海岚优选电子商务有限公司',
  '云栖跨境网络科技有限公司',
  '澜桥全球购平台有限公司',
  '青禾海淘信息技术有限公司',
]);

export const MERCHANTS = companies('merchant', '2', [
  '北屿母婴用品贸易有限公司',
  '暖橙营养健康品有限公司',
  '素颜堂化妆品贸易有限公司',
  '枫林酒业国际贸易有限公司',
  '万有家居电器贸易有限公司',
  '听涛食品进出口有限公司',
  '拾光皮具贸易有限公司',
  '小象玩具国际贸易有限公司',
  '晨星个人护理用品有限公司',
  '南山书讯文化贸易有限公司',
]);

export const CARRIERS = companies('carrier', '3', [
  '飞鹭速递有限公司',
  '川流国际物流有限公司',
  '百驿快运有限公司',
  '远帆供应链物流有限公司',
]);

export const PAYMENT_FIRMS = companies('payment-firm', '4', [
  '汇澜支付有限公司',
  '通衢网络支付有限公司',
  '银桥电子支付有限公司',
]);

export const BROKERS = companies('broker', '5', [
  '捷关报关服务有限公司',
  '顺达跨境报关行有限公司',
  '一诺关务咨询有限公司',
]);

/** Companies inside the zone that keep the bonded books. */
export const OPERATORS = companies('bonded-operator', '6', [
  '中心仓保税仓储有限公司',
  '东港保税物流有限公司',
]);

/**
 * Who runs, supervises and serves the zone without filing documents; the first runs the platform.
 * In no participants file of a generated day.
 */
export const AUTHORITIES: readonly Company[] = [
  company(['operator', 'zone-administration'], '7', [1, '示范综试区建设领导小组办公室']),
  company(['customs'], '7', [2, '示范海关']),
  company(['tax'], '7', [3, '示范税务局']),
  company(['fx'], '7', [4, '示范外汇管理局']),
  company(['commerce'], '7', [5, '示范商务局']),
  company(['market-supervision'], '7', [6, '示范市场监督管理局']),
  company(['park-operator'], '7', [7, '临江园区运营有限公司']),
  company(['bank'], '7', [8, '示范商业银行']),
  company(['insurer'], '7', [9, '示范信用保险公司']),
];

/** In no participants file: messages it transmits are refused. */
export const STRANGER: Company = company(['stranger'], '9', [1, '无名网络有限公司']);

/** Merchants set up to be left again soon: of a typology only. */
export const SHELL_MERCHANTS: readonly Company[] = Array.from({ length: 60 }, (_, index) =>
  company(['merchant', 'guarantor'], '2', [500 + index, `新启${500 + index}号贸易有限公司`]),
);

/** Everybody who takes part, for `participants.csv`. */
export const PARTICIPANTS: readonly Company[] = [
  ...PLATFORMS,
  ...MERCHANTS,
  ...CARRIERS,
  ...PAYMENT_FIRMS,
  ...BROKERS,
  ...OPERATORS,
];

/** Bonded book 账册 of an operator. */
export function bookOf(operator: Company): string {
  return `T9900W${operator.code.slice(-6)}`;
}

function companies(role: string, kind: string, names: readonly string[]): readonly Company[] {
  const roles = GUARANTORS.has(role) ? [role, 'guarantor'] : [role];
  return names.map((name, index) => company(roles, kind, [index + 1, name]));
}

function company(
  roles: readonly string[],
  kind: string,
  [serial, name]: readonly [number, string],
): Company {
  const code = `990096${kind}${String(serial).padStart(3, '0')}`;
  return {
    code,
    creditCode: creditCodeOf(`91990000MA${kind}${String(serial).padStart(6, '0')}`),
    name,
    roles,
  };
}

/** Adds the check character of GB 32100-2015 to the first 17. */
function creditCodeOf(body: string): string {
  const sum = CREDIT_WEIGHTS.reduce(
    (total, weight, index) => total + weight * CREDIT_DIGITS.indexOf(body.charAt(index)),
    0,
  );
  return body + CREDIT_DIGITS.charAt((31 - (sum % 31)) % 31);
}
