import type { PlainDate } from '@pilotzone/kernel/time';
import { addDays } from '@pilotzone/kernel/time';
import type { Random } from './random.ts';

/** A buyer. The names are common ones, id number and telephone belong to nobody. */
export type Person = {
  readonly name: string;
  readonly idNumber: string;
  readonly telephone: string;
  readonly regNo: string;
  readonly address: string;
  /** 6-digit division of the address. */
  readonly district: string;
};

/**
 * Division 990000 is assigned to no place: GB/T 2260 ends at 82, 83 is Taiwan's residence permit
 * and 9… is for permits of foreigners, which begin with 91. So the number has a valid form, date of
 * birth and check digit and belongs to nobody. Customs' check (like ours) does not look at the
 * division.
 */
const NOBODYS_DIVISION = '990000';

/** 1400 and ten more digits are numbers of machines; with 11 digits none is assigned. */
const NOBODYS_PREFIX = '1400';

/** Draws a buyer between 20 and 70 years of age on `day`. */
export function drawPerson(random: Random, day: PlainDate): Person {
  const second = random.chance(0.7) ? random.pick(GIVEN) : '';
  const name = random.pick(SURNAMES) + random.pick(GIVEN) + second;
  const place = random.pick(PLACES);
  const address =
    `${place.name}${random.pick(ROADS)}${random.integer(1, 399)}号` +
    `${random.pick(ESTATES)}${random.integer(1, 28)}幢` +
    `${random.integer(1, 32)}0${random.integer(1, 4)}室`;
  return {
    name,
    idNumber: drawIdNumber(random, day),
    telephone: NOBODYS_PREFIX + random.digits(7),
    regNo: `u${random.digits(9)}`,
    address,
    district: place.district,
  };
}

/**
 * An id number with a valid date of birth and check digit, in a division that is assigned to no
 * place.
 */
export function drawIdNumber(random: Random, day: PlainDate): string {
  const birth = addDays(day, -random.integer(20 * 365, 70 * 365)).replaceAll('-', '');
  const body = NOBODYS_DIVISION + birth + random.digits(3);
  return body + checkCharacter(body);
}

// GB 11643-1999: ISO 7064 MOD 11-2.
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

function checkCharacter(body: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(body.charAt(i)), 0);
  return '10X98765432'.charAt(sum % 11);
}

const SURNAMES = [
  ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余',
];
const GIVEN = [
  ...'伟芳娜敏静丽强磊洋艳勇军杰娟涛明超秀霞平刚桂英华玉兰梅琳宇晨欣怡佳琪子涵梓轩思远若曦一诺雨桐',
];

const PLACES = [
  { district: '330106', name: '浙江省杭州市西湖区' },
  { district: '310115', name: '上海市浦东新区' },
  { district: '110105', name: '北京市朝阳区' },
  { district: '440106', name: '广东省广州市天河区' },
  { district: '440305', name: '广东省深圳市南山区' },
  { district: '320505', name: '江苏省苏州市虎丘区' },
  { district: '510107', name: '四川省成都市武侯区' },
  { district: '420111', name: '湖北省武汉市洪山区' },
  { district: '410105', name: '河南省郑州市金水区' },
  { district: '610113', name: '陕西省西安市雁塔区' },
  { district: '370202', name: '山东省青岛市市南区' },
  { district: '350203', name: '福建省厦门市思明区' },
  { district: '500112', name: '重庆市渝北区' },
  { district: '210202', name: '辽宁省大连市中山区' },
];
const ROADS = [
  '文三路',
  '人民路',
  '解放大道',
  '中山北路',
  '建设路',
  '长江路',
  '科技大道',
  '滨河路',
  '学府街',
];
const ESTATES = [
  '春江花园',
  '翠苑小区',
  '阳光新城',
  '金色家园',
  '书香名邸',
  '绿洲公寓',
  '山水雅居',
  '和平里',
];
