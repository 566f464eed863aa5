import type { BondedEntryList, StockPage as Stock, StockRuleList } from '@pilotzone/parks/contract';
import { useGet } from '../api/use-get.ts';
import { useNames } from '../api/use-names.ts';
import { usePages } from '../api/use-pages.ts';
import { Section, TableFrame } from '../parts/layout.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { Empty, Load } from '../parts/states.tsx';
import { Tag } from '../parts/status.tsx';
import { Code, Time } from '../parts/values.tsx';
import { useStockWords } from '../text/stock-words.ts';

/** What lies in the bonded warehouses, what entered, and whether lists are held against it. */
export function StockPage() {
  const words = useStockWords();
  const rules = useGet<StockRuleList>('/stock-rules');
  const entries = useGet<BondedEntryList>('/bonded-entries');
  return (
    <>
      <PageTitle title={words.title} />
      <Section title={words.rule}>
        <p className="quiet">{words.ruleHint}</p>
        <Load from={rules} rows={1}>
          {(loaded) => <Rules rules={loaded} />}
        </Load>
      </Section>
      <StockSection />
      <Section title={words.entries}>
        <Load from={entries} rows={2}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="quiet">{words.noEntries}</p>
            ) : (
              <Entries items={items} />
            )
          }
        </Load>
      </Section>
    </>
  );
}

function Rules({ rules: { isCheckedToday, items } }: { readonly rules: StockRuleList }) {
  const words = useStockWords();
  return (
    <>
      <p>
        <Tag tone={isCheckedToday ? 'good' : 'open'}>
          {isCheckedToday ? words.checked : words.unchecked}
        </Tag>
      </p>
      {items.length > 0 && (
        <TableFrame>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.from}</th>
                <th scope="col">{words.state}</th>
                <th scope="col">{words.reason}</th>
                <th scope="col">{words.setBy}</th>
              </tr>
            </thead>
            <tbody>
              {items.toReversed().map(({ effectiveFrom, isChecked, reason, setBy, setAt }) => (
                <tr key={setAt}>
                  <th scope="row">{effectiveFrom}</th>
                  <td>{isChecked ? words.checked : words.unchecked}</td>
                  <td>{reason}</td>
                  <td>{setBy}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
    </>
  );
}

type StockRow = Stock['items'][number];

function StockSection() {
  const words = useStockWords();
  const { items, hasMore, isLoading, more } = usePages<StockRow>('/stock?limit=100');
  return (
    <Section title={words.stock}>
      {items?.length === 0 && <Empty title={words.empty} fix={words.emptyFix} />}
      {items !== undefined && items.length > 0 && <StockTable items={items} />}
      {hasMore && (
        <button type="button" disabled={isLoading} onClick={more}>
          {words.more}
        </button>
      )}
    </Section>
  );
}

function StockTable({ items }: { readonly items: readonly StockRow[] }) {
  const words = useStockWords();
  const nameOf = useNames();
  const texts = [words.area, words.book, words.merchant, words.record, words.goods];
  const numbers = [words.onHand, words.reserved, words.available];
  return (
    <TableFrame>
      <table>
        <thead>
          <tr>
            {texts.map((text) => (
              <th key={text} scope="col">
                {text}
              </th>
            ))}
            {numbers.map((text) => (
              <th key={text} scope="col" className="number">
                {text}
              </th>
            ))}
            <th scope="col">{words.unit}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((row) => (
            <tr key={[row.areaCode, row.emsNo, row.ebcCode, row.itemRecordNo].join(' ')}>
              <td>{nameOf(row.areaCode)}</td>
              <td>
                <Code text={row.emsNo} />
              </td>
              <td>{nameOf(row.ebcCode)}</td>
              <td>
                <Code text={row.itemRecordNo} />
              </td>
              <td>{row.name}</td>
              {[row.onHand, row.reserved, row.available].map((quantity, index) => (
                <td key={index} className="number">
                  {quantity}
                </td>
              ))}
              <td>{row.unit}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function Entries({ items }: { readonly items: BondedEntryList['items'] }) {
  const words = useStockWords();
  const nameOf = useNames();
  return (
    <TableFrame>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.entry}</th>
            <th scope="col">{words.area}</th>
            <th scope="col">{words.bill}</th>
            <th scope="col" className="number">
              {words.lines}
            </th>
            <th scope="col">{words.state}</th>
            <th scope="col">{words.delivered}</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ entryNo, areaCode, billNo, lines, state, deliveredAt }) => (
            <tr key={`${areaCode} ${entryNo}`}>
              <th scope="row">
                <Code text={entryNo} />
              </th>
              <td>{nameOf(areaCode)}</td>
              <td>
                <Code text={billNo} />
              </td>
              <td className="number">{lines}</td>
              <td>
                <Tag tone={state === 'entered' ? 'good' : 'open'}>{words[state]}</Tag>
              </td>
              <td>
                <Time at={deliveredAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
