import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { transfer } from '#server/ledger/tables.ts'
import { redeem, shownCode } from '#tests/vouchers/phone.ts'
import { type Counter, expectWellMade, openCounter, type Till } from './counter-world.ts'

let counter: Counter
beforeAll(async () => {
  counter = await openCounter()
}, 180_000)
afterAll(() => counter?.close())

/** Registers the device and waits until it may work alone. */
async function getReady({ page }: Till): Promise<void> {
  await page.getByRole('button', { name: '登记这台设备' }).click()
  await page.getByTestId('offline-limit').waitFor()
}

const voucher = () => redeem(counter.district, counter.resident, counter.rewardId)
const transfers = async () => (await counter.district.ctx.db.reader.select().from(transfer)).length

async function accept({ page }: Till): Promise<void> {
  await page.getByTestId('hand-over').waitFor()
  await page.getByRole('button', { name: '确认核销' }).click()
  await page.getByTestId('accepted').waitFor()
}

const refusal = async ({ page }: Till) => {
  await page.getByTestId('refused').waitFor()
  return page.getByTestId('refused').textContent()
}

describe('one voucher at two tills without network', () => {
  it('is accepted at both, sent later, paid twice, and seen by everybody', async () => {
    const { district, owner, clerk } = counter
    const [front, back] = [await counter.till(clerk), await counter.till(owner, { width: 820, height: 1180 })]
    for (const till of [front, back]) {
      await getReady(till)
      expect(await till.page.getByTestId('offline-limit').textContent()).toContain('500.00')
      await expectWellMade(till)
    }
    const held = await voucher()
    const before = await transfers()
    await front.cut()
    await back.cut()
    const code = await shownCode(district, held)
    for (const till of [front, back]) {
      const started = Date.now()
      await till.scan(code)
      await till.page.getByTestId('hand-over').waitFor()
      expect(Date.now() - started, 'a queue waits').toBeLessThan(1_000)
      expect(await till.page.getByTestId('hand-over').textContent()).toBe('测试券')
      await accept(till)
      expect(await till.page.getByTestId('accepted').textContent()).toContain('已离线核销')
      expect(await till.page.getByTestId('offline-waiting').textContent()).toContain('1')
      expect(await till.page.getByTestId('offline-limit').textContent()).toContain('495.00')
    }
    await front.scan(code)
    expect(await refusal(front)).toContain('已经使用过')
    await front.scan('1234567890')
    expect(await refusal(front)).toContain('没有网络时不能用数字')
    expect(await transfers(), 'nothing is booked yet').toBe(before)

    await front.mend()
    await front.page.getByTestId('offline-waiting').waitFor({ state: 'detached' })
    await back.mend()
    await back.page.getByTestId('offline-waiting').waitFor({ state: 'detached' })
    expect(await transfers(), 'one acceptance, one compensation').toBe(before + 2)
    await back.page.getByText('1 笔有冲突').click()
    const conflict = back.page.getByTestId('conflict')
    await conflict.waitFor()
    expect(await conflict.textContent()).toContain('平台补付')
    expect(await back.page.locator('main').innerText()).toContain('平台补付 1 笔')
    back.complaints.splice(0)
    await expectWellMade(back)
    await front.context.close()
    await back.context.close()
  })

  it('waits on the device through a restart of the app, and is sent afterwards', async () => {
    const { district, clerk } = counter
    const till = await counter.till(clerk)
    await getReady(till)
    const working = () => till.page.evaluate<string | undefined>('navigator.serviceWorker.controller?.state')
    await expect.poll(working, { timeout: 20_000 }).toBe('activated')
    const held = await voucher()
    await till.cut()
    await till.scan(await shownCode(district, held))
    await accept(till)
    await till.page.reload()
    expect(await till.page.getByTestId('offline-waiting').textContent()).toContain('1')
    await till.mend()
    await till.page.getByTestId('offline-waiting').waitFor({ state: 'detached', timeout: 60_000 })
    const shown = await district.get(`/me/vouchers/${held.id}`, { as: held.owner })
    expect(shown.body).toMatchObject({ state: 'accepted' })
    await till.context.close()
  })
})

/** Changes what waits on the device, as somebody with the device in their hands could. */
const tamper = ({ page }: Till) =>
  page.evaluate(`new Promise((resolve, reject) => {
    const opening = indexedDB.open('till')
    opening.onerror = reject
    opening.onsuccess = () => {
      const queue = opening.result.transaction('queue', 'readwrite').objectStore('queue')
      queue.getAll().onsuccess = ({ target }) => {
        const [entry] = target.result
        queue.put({ ...entry, atMs: entry.atMs - 60000 }).onsuccess = () => {
          opening.result.close()
          resolve()
        }
      }
    }
  })`)

describe('without network', () => {
  it('a forged code, a screenshot and another shop’s code each get a sentence', async () => {
    const { district, clerk, resident } = counter
    const till = await counter.till(clerk)
    await getReady(till)
    const held = await voucher()
    const elsewhere = await redeem(district, resident, await district.reward({}))
    const good = await shownCode(district, held)
    const bad = [
      [await shownCode(district, held, -4), '已过期'],
      [await shownCode(district, elsewhere), '没有找到可在本店使用的券'],
      [`${good.slice(0, -8)}AAAAAAAA`, '不是有效的码'],
      [good.replace(/^CHT1\.[\w-]+/, 'CHT1.eyJhbGciOiJub25lIn0'), '不是有效的码'],
      ['https://example.test/', '不是有效的码'],
    ] as const
    const before = await transfers()
    await till.cut()
    for (const [code, words] of bad) {
      await till.scan(code)
      expect(await refusal(till)).toContain(words)
    }
    await till.mend()
    expect(await transfers()).toBe(before)
    await till.context.close()
  })

  it('a record that somebody changed on the device is refused by itself, and said so', async () => {
    const { district, clerk } = counter
    const till = await counter.till(clerk)
    await getReady(till)
    const held = await voucher()
    await till.cut()
    await till.scan(await shownCode(district, held))
    await accept(till)
    await tamper(till)
    const before = await transfers()
    await till.mend()
    await till.page.getByText('1 笔有冲突').click()
    await till.page.getByText('这条离线记录被改动过').first().waitFor()
    expect(await transfers()).toBe(before)
    await till.context.close()
  })

  it('a till with a clock an hour behind says so, and still counts by the server’s time', async () => {
    const { district, clerk } = counter
    const behind = `const real = Date.now; Date.now = () => real() - 3600000`
    const till = await counter.till(clerk, {}, behind)
    await getReady(till)
    await till.page.getByText('设备时间慢了 60 分钟').waitFor()
    const held = await voucher()
    await till.cut()
    await till.scan(await shownCode(district, held))
    await accept(till)
    await till.mend()
    await till.page.getByTestId('offline-waiting').waitFor({ state: 'detached' })
    const shown = await district.get(`/me/vouchers/${held.id}`, { as: held.owner })
    expect(shown.body).toMatchObject({ state: 'accepted' })
    await till.context.close()
  })

  it('says that it does not know when the network goes while accepting, and never pays twice', async () => {
    const { district, clerk } = counter
    const till = await counter.till(clerk)
    const held = await voucher()
    await till.scan(await shownCode(district, held))
    await till.page.getByTestId('hand-over').waitFor()
    await till.cut()
    await till.page.getByRole('button', { name: '确认核销' }).click()
    await till.page.getByText('不知道是否核销成功').waitFor()
    await till.mend()
    await till.page.getByRole('button', { name: '再确认一次' }).click()
    await till.page.getByTestId('accepted').waitFor()
    const day = await district.get<{ steps: { voucherId: string }[] }>('/merchant/vouchers', { as: clerk })
    expect(day.body.steps.filter(step => step.voucherId === held.id)).toHaveLength(1)
    await till.context.close()
  })
})
