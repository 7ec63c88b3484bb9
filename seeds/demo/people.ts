/** What a resident of the demonstration does again and again. */
export interface Habits {
  /**
   * Metro stations of the way to work and back, on working days; the ends are real stations of the district.
   */
  readonly commute?: readonly [from: string, to: string]
  /** In so many of 100 days. */
  readonly bus: number
  readonly bike: number
  readonly sorting: number
  readonly recycling: number
  readonly ownCup: number
}

export interface DemoResident {
  readonly phone: string
  readonly nickname: string
  /** Those with the same bin live together; the first one bound it. */
  readonly bin: string | null
  readonly habits: Habits
}

/**
 * Phones of the form 1380000…: nobody gets a message, because only the demonstration's own gateway knows
 * them.
 */
export const demoResidents: readonly DemoResident[] = [
  {
    phone: '13800000001',
    nickname: '小满',
    bin: 'bin-demo-1',
    habits: {
      commute: ['cq.yangjiaping-2', 'cq.shiqiaopu'],
      bus: 35,
      bike: 40,
      sorting: 80,
      recycling: 20,
      ownCup: 35,
    },
  },
  {
    phone: '13800000002',
    nickname: '谷雨',
    bin: 'bin-demo-1',
    habits: { bus: 70, bike: 10, sorting: 0, recycling: 0, ownCup: 10 },
  },
  {
    phone: '13800000003',
    nickname: '白露',
    bin: 'bin-demo-2',
    habits: {
      commute: ['cq.caiyunhu', 'cq.daping'],
      bus: 20,
      bike: 60,
      sorting: 60,
      recycling: 15,
      ownCup: 30,
    },
  },
  {
    phone: '13800000004',
    nickname: '立冬',
    bin: 'bin-demo-3',
    habits: { bus: 85, bike: 0, sorting: 95, recycling: 40, ownCup: 0 },
  },
  {
    phone: '13800000005',
    nickname: '惊蛰',
    bin: null,
    habits: {
      commute: ['cq.erlang', 'cq.yuanjiagang'],
      bus: 10,
      bike: 5,
      sorting: 0,
      recycling: 0,
      ownCup: 20,
    },
  },
  {
    phone: '13800000006',
    nickname: '清明',
    bin: 'bin-demo-4',
    habits: {
      commute: ['cq.huangjueping', 'cq.aotizhongxin'],
      bus: 0,
      bike: 75,
      sorting: 50,
      recycling: 30,
      ownCup: 20,
    },
  },
]

export const demoAttendant = { phone: '13800000021', community: '示范社区（演示）' } as const
