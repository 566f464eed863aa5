/** The channel of messages that came by HTTP; others are called as the operator called them. */
export const HTTP_CHANNEL = 'http';
