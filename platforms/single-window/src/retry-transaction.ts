/**
 * Asks the database layer to run the whole transaction again, because another one wrote first: the
 * same signal as PostgreSQL's own serialization failure.
 */
export class RetryTransaction extends Error {
  readonly code = '40001';

  constructor(message: string) {
    super(message);
    this.name = 'RetryTransaction';
  }
}
