import { factor, gramsPer } from './factor.ts'
import type { FactorSeed } from './factor.ts'
import type { Recyclable } from './facts.ts'

/** Which factor counts which material. */
export const recyclableFactors: Readonly<Record<Recyclable, string>> = {
  paper: 'recycle-paper',
  cardboard: 'recycle-cardboard',
  glass: 'recycle-glass',
  steel: 'recycle-steel',
  aluminium: 'recycle-aluminium',
  plastic: 'recycle-plastic',
  pet: 'recycle-pet',
}

/**
 * Recyclables by weight, from DEFRA 2025, material use: primary production less closed-loop recycling.
 * British life-cycle figures without the Chinese disposal mix; published as low to medium here, so shown as
 * low.
 */
export const recyclingFactors: readonly FactorSeed[] = [
  material('paper', '混合废纸', 'Mixed paper', 220),
  material('cardboard', '纸板', 'Cardboard', 102),
  material('glass', '玻璃', 'Glass', 580),
  material('steel', '钢罐', 'Steel cans', 1_040),
  material('aluminium', '铝罐', 'Aluminium cans', 8_121),
  material('plastic', '混合塑料', 'Mixed plastics', 1_597),
  material('pet', 'PET 塑料瓶', 'PET bottles', 1_650),
]

function material(code: Recyclable, zh: string, en: string, gramsPerKg: number): FactorSeed {
  return factor(recyclableFactors[code], {
    name: { zh: `${zh}回收`, en: `${en}, recycled` },
    form: gramsPer('weightG', gramsPerKg, 1_000),
    published: `${gramsPerKg.toLocaleString('en')} g/kg`,
    source: '英国 DEFRA 2025 温室气体换算系数，材料使用：原生减闭环回收（参考值）',
    year: 2025,
    certainty: 'low',
  })
}
