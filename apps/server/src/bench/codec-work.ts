/** Work of a part: done once for one message; throws when it gives the wrong answer. */
export type CodecWork = {
  readonly program: string;
  readonly work: string;
  readonly run: () => void;
};
