import type { NewPartner } from '#server/partners/create-partner.ts'

type DemoPartner = Omit<NewPartner, 'secret'> & { readonly code: 'metro' | 'bus' | 'bikes' | 'waste' }

/** Operators of the demonstration. None of them is a real company, and their names say so. */
export const demoPartners: readonly DemoPartner[] = [
  {
    code: 'metro',
    name: '示范轨道运营（演示）',
    actionTypes: ['metro-ride'],
    subjects: 'account',
    demo: true,
  },
  { code: 'bus', name: '示范公交运营（演示）', actionTypes: ['bus-ride'], subjects: 'account', demo: true },
  {
    code: 'bikes',
    name: '示范共享单车（演示）',
    actionTypes: ['bike-ride'],
    subjects: 'account',
    demo: true,
  },
  {
    code: 'waste',
    name: '示范分类回收（演示）',
    actionTypes: ['waste-sorting', 'recycling'],
    subjects: 'bin',
    demo: true,
  },
]
