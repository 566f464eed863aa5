import type { GradeMethod } from './method.ts';

const DECLARING = ['platform', 'merchant', 'declarant', 'bonded-operator'] as const;
const SELLING = ['platform', 'merchant'] as const;
const CONCLUDED = ['released', 'rejected'] as const;

/**
 * Customs' codes for an order and a payment that do not belong together, and for a buyer who is not
 * the buyer.
 */
const PAYMENT_REASONS = ['1327', '1332', '13035'];
const IDENTITY_REASONS = ['1327', '13127', '130126', 'PZ-BUYER-ID'];
const WAYBILL_REASONS = [
  'PZ-WAYBILL-ORDER',
  'PZ-CONSIGNEE',
  'PZ-CONSIGNEE-TELEPHONE',
  'PZ-CONSIGNEE-ADDRESS',
];

/**
 * The first method. Weights and limits are a judgement of this project, not of customs: Order 282
 * of the customs administration (five tiers, in force 2026-04-01) publishes no formula. They are
 * data, to be replaced by a zone.
 */
export const shippedMethod = {
  name: 'First method',
  windowDays: 90,
  sampleMin: 30,
  components: [
    {
      id: 'rejections',
      zh: '退单率',
      en: 'Declarations rejected',
      weight: 40,
      roles: DECLARING,
      outcomes: ['rejected'],
      reasons: [],
      of: CONCLUDED,
      fullAt: 100,
      noneAt: 1500,
    },
    {
      id: 'identity',
      zh: '订购人身份不符率',
      en: 'Rejected because the buyer was not who the papers say',
      weight: 30,
      roles: DECLARING,
      outcomes: ['rejected'],
      reasons: IDENTITY_REASONS,
      of: CONCLUDED,
      fullAt: 20,
      noneAt: 500,
    },
    {
      id: 'holds',
      zh: '布控率',
      en: 'Declarations held for a person to decide',
      weight: 15,
      roles: DECLARING,
      outcomes: ['held'],
      reasons: [],
      of: CONCLUDED,
      fullAt: 200,
      noneAt: 2000,
    },
    {
      id: 'undone',
      zh: '撤销退货率',
      en: 'Releases taken back: cancelled or returned',
      weight: 15,
      roles: SELLING,
      outcomes: ['cancelled', 'returned'],
      reasons: [],
      of: ['released'],
      fullAt: 500,
      noneAt: 3000,
    },
    {
      id: 'payments',
      zh: '支付信息不符率',
      en: 'Rejected because payment and order do not agree',
      weight: 60,
      roles: ['payment-firm'],
      outcomes: ['rejected'],
      reasons: PAYMENT_REASONS,
      of: CONCLUDED,
      fullAt: 20,
      noneAt: 500,
    },
    {
      id: 'waybills',
      zh: '运单信息不符率',
      en: 'Rejected because waybill and order do not agree',
      weight: 60,
      roles: ['carrier'],
      outcomes: ['rejected'],
      reasons: WAYBILL_REASONS,
      of: CONCLUDED,
      fullAt: 20,
      noneAt: 500,
    },
    {
      id: 'guarantee',
      zh: '担保额度不足率',
      en: 'Rejected because the tax guarantee was exhausted',
      weight: 30,
      roles: ['guarantor'],
      outcomes: ['rejected'],
      reasons: ['-621003'],
      of: CONCLUDED,
      fullAt: 10,
      noneAt: 300,
    },
  ],
  bands: [
    { grade: 'A', from: 9000 },
    { grade: 'B', from: 7500 },
    { grade: 'C', from: 6000 },
    { grade: 'D', from: 0 },
  ],
  basis: 'State Council 2015 No. 44 (credit evaluation of the pilot zones); weights by pilotzone',
} as const satisfies GradeMethod;
