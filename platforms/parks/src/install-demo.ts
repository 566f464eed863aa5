import type { FacilityImport } from './contract.ts';
import { importFacilities } from './import-facilities.ts';
import type { ImportFacilitiesNeeds } from './import-facilities.ts';

/** Puts the parks of the demo zone into the register, marked as demo; repeats change nothing. */
export async function installDemo(needs: ImportFacilitiesNeeds): Promise<FacilityImport> {
  return importFacilities(
    DEMO_FACILITIES_CSV,
    { mode: 'apply', actor: 'demo', isDemo: true },
    needs,
  );
}

/**
 * Parks of the demo zone 9900. Nothing here exists: customs
 * district 99 is assigned to nobody. Operators and books are those of the demo world that
 * `pilotzone generate` writes about.
 */
const DEMO_FACILITIES_CSV = `\
kind,code,name,park_code,operator_code,area_code,ems_no,customs_code,loct_no
operator,9900967001,示范园区运营有限公司,,,,,,
operator,9900966001,中心仓保税仓储有限公司,,,,,,
operator,9900966002,东港保税物流有限公司,,,,,,
park,DEMO-CENTRE,示范跨境电商中心园区,,9900967001,,,,
park,DEMO-PORT,示范东港园区,,9900967001,,,,
warehouse,DEMO-W1,中心仓1号保税仓,DEMO-CENTRE,9900966001,9900966001,T9900W966001,,
warehouse,DEMO-W2,东港2号保税仓,DEMO-PORT,9900966002,9900966002,T9900W966002,,
supervised-place,DEMO-S1,示范直购进口监管场所,DEMO-PORT,9900967001,,,9900,9900S001
supervised-place,DEMO-S2,示范邮快件监管场所,DEMO-CENTRE,9900967001,,,9901,9901S001
`;
