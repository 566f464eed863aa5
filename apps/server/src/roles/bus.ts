/** What all processes may want to hear of. */
export const TOPICS = ['answers', 'customs', 'events', 'changes'] as const;

export type Topic = (typeof TOPICS)[number];

/**
 * Wake-ups between processes. Nothing depends on one: what they point at stands in the database,
 * and whoever misses one sees it at the next look.
 */
export type Bus = {
  /** Says that a message stands in line; one process of those that take work hears it. */
  offerWork(): void;
  /** Hears of work, one message at a time, whenever `isFree` has resolved. */
  takeWork(handler: () => void, isFree: () => Promise<void>): void;
  /** Tells everybody; `id` narrows it to who hears that id. */
  tell(topic: Topic, id?: string): void;
  hear(topic: Topic, handler: () => void, id?: string): void;
  state(): 'none' | 'up' | 'down';
  close(): Promise<void>;
};

/** Without a broker: everybody looks for himself. */
export const NO_BUS: Bus = {
  offerWork: () => undefined,
  takeWork: () => undefined,
  tell: () => undefined,
  hear: () => undefined,
  state: () => 'none',
  close: () => Promise.resolve(),
};
