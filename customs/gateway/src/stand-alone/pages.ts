import { formatLocalTime } from '@pilotzone/kernel/time';
import type { Instant } from '@pilotzone/kernel/time';
import type { Scenario } from './scenario.ts';
import type { SeenMessage } from './stand-alone-store.ts';

/** The style of both pages. */
export const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem;
  color: #1b2733; background: #fff; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0;
  border-bottom: 1px solid #d5dce3; }
td { overflow-wrap: anywhere; }
pre { background: #f2f5f8; padding: 1rem; overflow: auto; white-space: pre-wrap; }
.muted { color: #5a6a79; }
a { color: #0b5cad; }
`;

type ShownReceipt = {
  readonly receiver: string;
  readonly message_type: string;
  readonly summary: string;
  readonly state: string;
  readonly due_at: number;
};

const STATES: Readonly<Record<string, string>> = {
  due: '待取 due',
  sent: '已取 taken',
  lost: '丢失 lost on purpose',
};

/** What was received and answered lately, and why. */
export function overviewPage(the: {
  scenario: Scenario;
  messages: readonly SeenMessage[];
  receipts: readonly ShownReceipt[];
}): string {
  const { name, match, signatures } = the.scenario;
  const received = the.messages.map((message) => [
    `<a href="/messages/${String(message.messageNo)}">${String(message.messageNo)}</a>`,
    escape(timeOf(message.receivedAt)),
    escape(message.messageType),
    escape(message.sender === '' ? '–' : message.sender),
    escape(message.messageId) + (message.repeats > 0 ? ` (+${String(message.repeats)})` : ''),
    linesOf(message.explanation),
  ]);
  const answered = the.receipts.map((receipt) => [
    escape(timeOf(receipt.due_at)),
    escape(receipt.message_type),
    escape(receipt.receiver),
    escape(STATES[receipt.state] ?? receipt.state),
    escape(receipt.summary),
  ]);
  return page(
    '海关端模拟器 Customs simulator',
    `<p class="muted">scenario ${escape(name)} · matching ${match ? 'on' : 'off'} · ` +
      `signatures: ${signatures}</p>` +
      `<h2>收到 Received</h2>` +
      table(['no', 'time', 'message', 'from', 'id', 'why it is answered so'], received) +
      `<h2>回执 Answers</h2>` +
      table(['due', 'message', 'to', 'state', 'content'], answered),
  );
}

/** One message with its bytes. */
export function messagePage(message: SeenMessage & { readonly body: Buffer }): string {
  return page(
    `${escape(message.messageType)} ${String(message.messageNo)}`,
    `<p><a href="/">←</a> ${escape(timeOf(message.receivedAt))} · ${escape(message.channel)} · ` +
      `${escape(message.sender)} · ${escape(message.messageId)}</p>` +
      `<h2>Why</h2><p>${linesOf(message.explanation)}</p>` +
      `<h2>Message</h2><pre>${escape(message.body.toString('utf8'))}</pre>`,
  );
}

function page(title: string, body: string): string {
  return (
    '<!doctype html><html lang="zh"><head><meta charset="utf-8">' +
    `<meta name="viewport" content="width=device-width"><title>${title}</title>` +
    `<link rel="stylesheet" href="/style.css"></head><body><h1>${title}</h1>${body}</body></html>`
  );
}

/** A table of cells that are HTML already. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '<p class="muted">nothing yet</p>';
  const head = heads.map((name) => `<th scope="col">${name}</th>`).join('');
  const body = rows
    .map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
    .join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

function linesOf(text: string): string {
  const lines = text.split('\n');
  const shown = lines.slice(0, 20).map(escape).join('<br>');
  return lines.length > 20 ? `${shown}<br>… ${String(lines.length)}` : shown;
}

function timeOf(at: number): string {
  return formatLocalTime(at as Instant).replace('T', ' ');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
