import { CATALOGUE, EXPORT_CATALOGUE } from './catalogue.ts';
import type { NamedRule, RuleGroup } from './catalogue.ts';
import { CUSTOMS_DETAIL_CODES } from './codes/customs-detail-codes.ts';
import { RETURN_STATUSES } from './codes/return-statuses.ts';

const INTRODUCTION = `# Checks of declarations

Made from \`customs/rules/src/catalogue.ts\` by a test; to bring it up to date after a change run
\`npx vitest run customs/rules -u\`.

| Version | Of |
|---|---|
| specification | 跨境统一版系统企业对接报文规范 202205 |
| codes | JGS-20 and JGS/T 18, collected 2018; details in \`customs/rules/src/codes\` |

What needs no database is checked here: single documents (\`check-*.ts\`), a list against its
order, payment and waybill (\`match.ts\`), and documents that are sent again (\`filing.ts\`). Tax,
limits and the positive list belong to \`customs/tariff\`, the yearly allowance to the single
window, guarantees to financial services.

An **error** stops the document; a **warning** is told and passes. All findings are reported, not
the first. Amounts are compared exactly, with tolerance 0. Id numbers and telephones are shown
with their first three and last two characters, names with the first, addresses with the first
six. In the texts \`{field}\` is the place of the finding and \`{0}\` … its values. Positions of
lines and documents count from 0, \`gnum\` from 1.

## Documents sent again

Key: ebpCode + orderNo (311), payCode + payTransactionId (411), logisticsCode + logisticsNo (511),
and with the status (513). Content is everything but guid, appType and appTime. Documents of one
key that arrive together are taken in order of appTime; at the same moment additions before
changes before deletions, staged before declared.

| On file | Arrives | Becomes |
|---|---|---|
| nothing | addition (1) | stored; staged when its appStatus is 1 |
| nothing | change (2), deletion (3) | refused: unknown |
| the same content | addition, change | unchanged |
| other content, declared | addition, not newer | refused: stale |
| other content, declared | addition, newer | refused: duplicate |
| staged (appStatus 1) | addition or change, not older | replaced |
| anything | change or deletion, not newer | refused: stale |
| its list is declared to customs | change, deletion | refused: locked |
| anything else | change, deletion, newer | changed, deleted |
| deleted | addition of other content, not newer | refused: stale |
| anything | what stood there before, with its old appTime; an old deletion again | unchanged |

## What a receipt says

A list turned down gets e-port's first list code (-621…) among its errors as returnStatus, else
100. returnInfo is \`[Code:1332;Desc:…]\` for each error in at most 1000 characters; square
brackets inside a text are written 【】.
`;

/**
 * docs/protocols/checks.md: every rule, detail code and status, from the tables that the checks
 * use.
 */
export function checksPage(): string {
  return [
    INTRODUCTION,
    ...[...CATALOGUE, ...EXPORT_CATALOGUE].map(groupSection),
    detailSection(),
    statusSection(),
    '',
  ].join('\n');
}

function groupSection(group: RuleGroup): string {
  return section(group.title, [
    '| Rule | Code | Source | Weight | Finding | 中文 | Basis | Way out | 处理办法 |',
    '|---|---|---|---|---|---|---|---|---|',
    ...group.rules.map(ruleRow),
  ]);
}

function ruleRow(rule: NamedRule): string {
  const { id, code, source, severity, en, zh, basis, fix, fixZh } = rule;
  return row([`\`${id}\``, `\`${code}\``, source, severity, en, zh, basis, fix, fixZh]);
}

function detailSection(): string {
  return section("Customs' detail codes in returnInfo", [
    '| Code | Status | Meaning | 中文 | Way out | 处理办法 |',
    '|---|---|---|---|---|---|',
    ...[...CUSTOMS_DETAIL_CODES].map(([code, detail]) =>
      row([
        `\`${code}\``,
        detail.status,
        detail.en,
        detail.zh,
        detail.fix ?? '',
        detail.fixZh ?? '',
      ]),
    ),
  ]);
}

function statusSection(): string {
  return section('Receipt statuses', [
    '| Code | Meaning | 中文 | Outcome | Rank |',
    '|---|---|---|---|---|',
    ...[...RETURN_STATUSES.values()].map(({ code, en, zh, outcome, rank }) =>
      row([`\`${code}\``, en, zh, outcome, String(rank)]),
    ),
    row(['below 0', 'processing exception', '处理异常', 'rejected', '75']),
  ]);
}

function section(title: string, lines: readonly string[]): string {
  const table = ['<!-- prettier-ignore-start -->', ...lines, '<!-- prettier-ignore-end -->'];
  return [`## ${title}`, '', ...table, ''].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
