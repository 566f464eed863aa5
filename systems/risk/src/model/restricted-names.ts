import { spellName } from './spelling.ts';

/**
 * Words in names of goods that retail import does not admit, or not without a person's look, by
 * kind. A starting list: what the code says may be right while the name tells something else.
 */
const WORDS = {
  'protected-species': ['象牙', '犀角', '犀牛角', '穿山甲', '玳瑁', '虎骨', '麝香', '砗磲'],
  'live-or-seed': ['活体', '种子', '种苗', '鳞茎', '菌种', '受精卵'],
  weapon: ['仿真枪', '枪支', '弹药', '弩箭', '电击器', '催泪', '匕首'],
  medicine: ['处方药', '麻黄', '伪麻', '可待因', '曲马多', '西布曲明', '肉毒', '羊胎素'],
  drug: ['大麻', '恰特草', 'cannabis', 'thcgummies'],
  tobacco: ['电子烟', '烟弹', '加热卷烟', '雪茄', '鼻烟'],
  blood: ['血浆', '血清', '胎盘'],
  relic: ['文物', '化石', '古钱币'],
} as const;

export type RestrictedKind = keyof typeof WORDS;

const PATTERNS = Object.entries(WORDS).map(
  ([kind, words]) => [kind, new RegExp(words.map(spellName).join('|'))] as const,
);

const KEPT_MAX = 20_000;
const NONE: readonly string[] = [];

/** Names repeat from list to list: each is read once. */
export function createNameReader(): (name: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (name) => {
    const kept = known.get(name);
    if (kept) return kept;
    if (known.size >= KEPT_MAX) known.clear();
    const spelt = spellName(name);
    const found = PATTERNS.filter(([, pattern]) => pattern.test(spelt)).map(([kind]) => kind);
    const kinds = found.length > 0 ? found : NONE;
    known.set(name, kinds);
    return kinds;
  };
}
