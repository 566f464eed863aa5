import { connect, type Socket } from 'node:net';

/** What the server said to one message. */
export type Answer = {
  /** 0 when the connection broke before the answer. */
  readonly status: number;
  readonly ms: number;
  /** Seconds to wait, of a refusal; 0 where none is named. */
  readonly retryAfter: number;
  /** Of the message in the exchange log; "" where the server named none. */
  readonly exchangeId: string;
};

/** A keep-alive connection that carries one message after the other. */
export type Connection = {
  send(request: Buffer): Promise<Answer>;
  close(): void;
};

/** A request as it goes over the wire, head and body in one piece. */
export function requestOf(to: URL, key: string, body: Buffer): Buffer {
  const head =
    `POST /api/v1/ceb HTTP/1.1\r\nHost: ${to.host}\r\nAuthorization: Bearer ${key}\r\n` +
    `Content-Type: application/xml\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

/**
 * Opens one when it is first needed, and again when the server closed it. Written on a bare socket:
 * a usual client costs as much processor time as the server it measures.
 */
export function createConnection(to: URL): Connection {
  let socket: Socket | undefined;
  let waiting: { started: number; resolve: (answer: Answer) => void } | undefined;
  let received = Buffer.alloc(0);
  return {
    send: (request) =>
      new Promise((resolve) => {
        waiting = { started: performance.now(), resolve };
        socket ??= open();
        socket.write(request);
      }),
    close: () => socket?.destroy(),
  };

  function open(): Socket {
    received = Buffer.alloc(0);
    const made = connect({ host: to.hostname, port: Number(to.port), noDelay: true });
    made.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const answer = readAnswer(received);
      if (answer) finish(answer);
    });
    made.on('error', () => undefined);
    made.on('close', () => {
      if (socket === made) socket = undefined;
      finish({ status: 0, retryAfter: 0, exchangeId: '' });
    });
    return made;
  }

  function finish(answer: Omit<Answer, 'ms'>): void {
    received = Buffer.alloc(0);
    const asked = waiting;
    waiting = undefined;
    asked?.resolve({ ...answer, ms: performance.now() - asked.started });
  }
}

/** The answer in `bytes`, once all of it has come. Ours name the length of every body. */
function readAnswer(bytes: Buffer): Omit<Answer, 'ms'> | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
  if (bytes.length < end + 4 + length) return undefined;
  return {
    status: Number(head.slice(9, 12)),
    retryAfter: Number(/\r\nretry-after: (\d+)/i.exec(head)?.[1] ?? 0),
    exchangeId: /\r\nexchange-id: (\S+)/i.exec(head)?.[1] ?? '',
  };
}
