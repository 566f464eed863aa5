/**
 * Units of measure (计量单位), the old 3-digit codes that CEB uses: code and name. Source: JGS-20
 * 海关业务代码集 as collected in bellmit/CESP_WEB (2018 snapshot), in agreement with a second source.
 */
const TABLE = `
001台 002座 003辆 004艘 005架 006套 007个 008只 009头 010张 011件 012支 013枝 014根 015条 016把 017块 018卷
019副 020片 021组 022份 023幅 025双 026对 027棵 028株 029井 030米 031盘 032平方米 033立方米 034筒 035千克 036克
037盆 038万个 039具 040百副 041百支 042百把 043百个 044百片 045刀 046疋 047公担 048扇 049百枝 050千只 051千块 052千盒
053千枝 054千个 055亿支 056亿个 057万套 058千张 059万张 060千伏安 061千瓦 062千瓦时 063千升 067英尺 070吨 071长吨 072短吨
073司马担 074司马斤 075斤 076磅 077担 078英担 079短担 080两 081市担 083盎司 084克拉 085市尺 086码 088英寸 089寸 095升
096毫升 097英加仑 098美加仑 099立方英尺 101立方尺 110平方码 111平方英尺 112平方尺 115英制马力 116公制马力 118令 120箱 121批 122罐
123桶 124扎 125包 126箩 127打 128筐 129罗 130匹 131册 132本 133发 134枚 135捆 136袋 139粒 140盒 141合 142瓶
143千支 144万双 145万粒 146千粒 147千米 148千英尺 149百万贝可 163部 164亿株
`;

/** Unit name by 3-digit code. */
export const UNITS: ReadonlyMap<string, string> = new Map(
  TABLE.trim()
    .split(/\s+/)
    .map((entry) => [entry.slice(0, 3), entry.slice(3)]),
);

/** Codes of {@link UNITS}. */
export const UNIT_CODES: ReadonlySet<string> = new Set(UNITS.keys());
