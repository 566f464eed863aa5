import type { Sender } from '../fields.ts';

/** Who sends a message, after the titles of the XSD; couriers and post may be entrusted with it. */
export const PLATFORM_OR_MERCHANT: Sender = {
  zh: '电商平台或电商企业（或受托的快件运营人、邮政企业）',
  en: 'platform or merchant, or the courier or post entrusted',
};

export const PAYMENT_COMPANY: Sender = {
  zh: '支付企业（或受托的快件运营人、邮政企业）',
  en: 'payment company, or the courier or post entrusted',
};

export const PAYMENT_OR_MERCHANT: Sender = {
  zh: '支付企业或电商企业',
  en: 'payment company or merchant',
};

export const CARRIER: Sender = { zh: '物流企业', en: 'carrier' };

export const CARRIER_OR_OPERATOR: Sender = {
  zh: '物流企业或监管场所经营人',
  en: 'carrier or operator of the supervised place',
};

export const MERCHANT_OR_AGENT: Sender = {
  zh: '电商企业或其代理人',
  en: 'merchant or its agent',
};

export const AGENT: Sender = { zh: '申报企业', en: 'declaring company' };

export const PLACE_OPERATOR: Sender = {
  zh: '监管场所经营人',
  en: 'operator of the supervised place',
};

export const CUSTOMS: Sender = { zh: '海关（经电子口岸）', en: 'customs, through the e-port' };
