import { Type, type Static } from 'typebox';

const CompanyCode = Type.String({ minLength: 1, maxLength: 18 });
const Day = Type.String({ format: 'date', description: 'Day in China' });

/** Which payment books (缴款书) to list. */
export const PaymentBookQuery = Type.Object(
  {
    guarantorCode: Type.Optional(CompanyCode),
    cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  },
  { additionalProperties: false },
);
export type PaymentBookQuery = Static<typeof PaymentBookQuery>;

export const PaymentBookKey = Type.Object({
  entDutyNo: Type.String({ minLength: 1, maxLength: 50 }),
});

export const PaymentBookPayment = Type.Object(
  { amount: Type.String({ description: 'Decimal, CNY; the total of the book' }), paidOn: Day },
  { additionalProperties: false },
);
export type PaymentBookPayment = Static<typeof PaymentBookPayment>;
