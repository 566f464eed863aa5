import { expect, it } from 'vitest';
import { createEventParser, type StreamEvent } from './event-stream.ts';

function parseAll(...pieces: string[]): StreamEvent[] {
  const events: StreamEvent[] = [];
  const parse = createEventParser((event) => events.push(event));
  pieces.forEach(parse);
  return events;
}

it('gives an event as soon as its empty line has come', () => {
  const text = 'retry: 2000\n\nid: 7.1\nevent: declaration\ndata: {"a":1}\n\n';
  expect(parseAll(text)).toEqual([{ id: '7.1', name: 'declaration', data: '{"a":1}' }]);
});

it('does not care where the pieces are cut', () => {
  const text = 'id: 1\ndata: a\n\n: still here\n\nid: 2\ndata: b\ndata: c\n\nid: 3\ndata: d';
  expect(parseAll(...text)).toEqual([
    { id: '1', name: 'message', data: 'a' },
    { id: '2', name: 'message', data: 'b\nc' },
  ]);
});
