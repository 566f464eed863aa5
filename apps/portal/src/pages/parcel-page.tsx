import { PageTitle } from '../parts/page-title.tsx';
import { useText } from '../text/text.ts';
import { ParcelView } from './parcel-view.tsx';

type ParcelPageProps = { readonly logisticsCode: string; readonly logisticsNo: string };

/** A parcel under its own address. */
export function ParcelPage({ logisticsCode, logisticsNo }: ParcelPageProps) {
  const t = useText();
  return (
    <div className="column">
      <PageTitle title={logisticsNo} kind={t.parcel.title} />
      <ParcelView logisticsCode={logisticsCode} logisticsNo={logisticsNo} />
    </div>
  );
}
