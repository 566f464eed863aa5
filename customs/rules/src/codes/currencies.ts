/**
 * Currencies (币制): the old 3-digit customs code that CEB uses, ISO code, names.
 * Source: JGS-20 海关业务代码集 as collected in bellmit/CESP_WEB; 22 codes, not necessarily all.
 */
const TABLE = `
110 HKD 港币 Hong Kong Dollar
112 IDR 印度尼西亚卢比 Rupiah
116 JPY 日本元 Yen
121 MOP 澳门元 Pataca
122 MYR 马来西亚林吉特 Malaysian Ringgit
129 PHP 菲律宾比索 Philippine Piso
132 SGD 新加坡元 Singapore Dollar
133 KRW 韩国圆 Won
136 THB 泰国铢 Baht
142 CNY 人民币 Yuan Renminbi
143 TWD 新台币 New Taiwan Dollar
300 EUR 欧元 Euro
302 DKK 丹麦克朗 Danish Krone
303 GBP 英镑 Pound Sterling
326 NOK 挪威克朗 Norwegian Krone
330 SEK 瑞典克朗 Swedish Krona
331 CHF 瑞士法郎 Swiss Franc
344 RUB 俄罗斯卢布 Russian Ruble
501 CAD 加拿大元 Canadian Dollar
502 USD 美元 US Dollar
601 AUD 澳大利亚元 Australian Dollar
609 NZD 新西兰元 New Zealand Dollar
`;

export type CurrencyName = { readonly iso: string; readonly zh: string; readonly en: string };

/** Currency by 3-digit code. */
export const CURRENCIES: ReadonlyMap<string, CurrencyName> = new Map(
  TABLE.trim()
    .split('\n')
    .map((row) => {
      const [code = '', iso = '', zh = '', ...en] = row.split(' ');
      return [code, { iso, zh, en: en.join(' ') }];
    }),
);

/** Yuan renminbi, the only currency of import retail declarations. */
export const CNY_CODE = '142';
