import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, dayOf } from '#shared/domain/calendar.ts'
import { visit } from '#tests/support/browser.ts'
import { accept, redeem, shownCode } from '#tests/vouchers/phone.ts'
import { pointCameraAt } from './camera-picture.ts'
import { type Counter, expectWellMade, openCounter, type Till } from './counter-world.ts'

const folder = mkdtempSync(join(tmpdir(), 'camera-'))
const picture = join(folder, 'picture.y4m')
let counter: Counter

beforeAll(async () => {
  pointCameraAt(picture, 'nothing yet')
  counter = await openCounter([
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${picture}`,
  ])
}, 180_000)

afterAll(async () => {
  await counter?.close()
  rmSync(folder, { recursive: true, force: true })
})

const voucher = () => redeem(counter.district, counter.resident, counter.rewardId)

/** Notes every tone that the page would play, since nobody hears it. */
const listening = `
  window.tones = []
  const start = OscillatorNode.prototype.start
  OscillatorNode.prototype.start = function (...at) {
    window.tones.push(Math.round(this.frequency.value))
    return start.apply(this, at)
  }
`
const tones = ({ page }: Till) => page.evaluate<number[]>('window.tones.splice(0)')

async function press({ page }: Till, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click()
}

describe('the till', () => {
  it('reads a code with its camera, and says yes and no to eyes and ears', async () => {
    const { district, clerk } = counter
    const till = await counter.till(clerk, {}, listening)
    await expectWellMade(till)
    const held = await voucher()
    pointCameraAt(picture, await shownCode(district, held))
    await press(till, '打开摄像头')
    await till.page.getByTestId('hand-over').waitFor()
    expect(await till.page.locator('[role=status]').first().innerText()).toContain('居民')
    await expectWellMade(till)
    await press(till, '确认核销')
    await till.page.getByTestId('accepted').waitFor()
    expect(await tones(till)).toEqual([880, 784, 1175])

    // The camera was used, so it is open for the next one; the same code is refused.
    await press(till, '下一位')
    await till.page.getByTestId('refused').waitFor()
    expect(await tones(till)).toEqual([165])
    till.complaints.splice(0)
    await expectWellMade(till)

    await till.page.getByRole('button', { name: '提示音' }).click()
    await till.scan('https://example.test/')
    await till.page.getByText('不是有效的码').waitFor()
    expect(await tones(till), 'it is mute').toEqual([])
    await till.context.close()
  })

  it('undoes what was just accepted, with a reason, and shows both in the day', async () => {
    const { district, clerk } = counter
    const till = await counter.till(clerk)
    const held = await voucher()
    // A hardware scanner types wherever the focus is, and here it is nowhere.
    await till.page.locator('input[name=till-code]').blur()
    await till.page.keyboard.type(await shownCode(district, held))
    await till.page.keyboard.press('Enter')
    await press(till, '确认核销')
    await press(till, '撤销这一笔')
    await till.page.fill('input[name=reason]', '顾客改主意了')
    await expectWellMade(till)
    await press(till, '确认撤销')
    await till.page.getByText('已撤销。').waitFor()
    await till.page.goto('/merchant/today')
    await till.page.getByText('顾客改主意了').first().waitFor()
    await expectWellMade(till)
    expect((await district.get(`/me/vouchers/${held.id}`, { as: held.owner })).body).toMatchObject({
      state: 'issued',
    })
    await till.context.close()
  })

  it('undoes late what the owner agrees to', async () => {
    const { district, owner, clerk } = counter
    const held = await counter.daysAgo(6.5 / 1440, async () => {
      const made = await voucher()
      await accept(district, clerk, made)
      return made
    })
    const [front, office] = [await counter.till(clerk), await counter.till(owner)]
    await front.page.goto('/merchant/today')
    await front.page.getByRole('button', { name: '撤销', exact: true }).first().click()
    await front.page.fill('input[name=reason]', '拿错了东西')
    await press(front, '确认撤销')
    await press(front, '请店长撤销')
    await front.page.getByText('已请店长处理').waitFor()
    front.complaints.splice(0)
    await office.page.goto('/merchant/today')
    await office.page.getByText('拿错了东西').waitFor()
    await expectWellMade(office)
    await press(office, '同意撤销')
    await office.page.getByText('拿错了东西').nth(0).waitFor()
    const state = async () =>
      (await district.get(`/me/vouchers/${held.id}`, { as: held.owner })).body['state']
    await expect.poll(state).toBe('issued')
    await front.context.close()
    await office.context.close()
  })
})

describe('attesting', () => {
  it('takes one tap and a scan, and the customer has the points', async () => {
    const { district, clerk, resident } = counter
    const till = await counter.till(clerk)
    await till.page.goto('/merchant/attest')
    await expectWellMade(till)
    const before = (await district.wallet(resident)).spendable
    const { body } = await district.get('/me/code', { as: resident })
    await till.page.locator('section[aria-labelledby=own-cup] button').click()
    await till.scan(String(body['code']))
    await till.page.getByText('已确认').first().waitFor()
    expect((await district.wallet(resident)).spendable).toBeGreaterThan(before)
    await expectWellMade(till)

    await press(till, '生成 1 个码')
    await till.page.locator('section[aria-labelledby=table] li').waitFor()
    await expectWellMade(till)
    await till.context.close()
  })
})

async function settled(): Promise<string> {
  const { district, merchantId, clerk } = counter
  await counter.daysAgo(1, async () => {
    for (let at = 0; at < 3; at++) await accept(district, clerk, await voucher())
  })
  const as = await district.administrator('business')
  const throughOn = addDays(dayOf(new Date()), -1)
  return (await district.post('/admin/settlements', { as, body: { merchantId, throughOn } })).body.id
}

describe('a settlement', () => {
  it('is a table, disputed line by line, answered, confirmed, and says when it was paid', async () => {
    const { district, owner } = counter
    const id = await settled()
    const office = await counter.till(owner, { width: 820, height: 1180, dark: true })
    await office.page.goto('/merchant/settlements')
    await expectWellMade(office)
    await office.page.goto(`/merchant/settlements/${id}`)
    await office.page.getByRole('table').waitFor()
    await expectWellMade(office)
    expect(await office.page.locator('tbody tr').count()).toBe(3)
    await office.page.getByRole('button', { name: '这一行有误' }).first().click()
    await office.page.fill('input[name=objection]', '这张没有核销')
    await press(office, '记下')
    await press(office, '对 1 行提出异议')
    await office.page.fill('input[name=reason]', '有一行不对')
    await expectWellMade(office)
    await press(office, '提交异议')
    await office.page.getByText('异议：这张没有核销').waitFor()

    const as = await district.administrator('business')
    await district.post(`/admin/settlements/${id}/return`, { as })
    await office.page.reload()
    await office.page.getByRole('button', { name: '确认无误' }).click()
    await office.page.getByText('已确认').first().waitFor()
    const body = { paymentReference: 'CZ-2026-7' }
    await district.post(`/admin/settlements/${id}/pay`, { as, body })
    await office.page.reload()
    await office.page.getByText('CZ-2026-7').waitFor()

    await office.page.emulateMedia({ media: 'print' })
    expect(await office.page.locator('nav').isVisible(), 'paper has no tabs').toBe(false)
    expect(await office.page.getByRole('table').isVisible()).toBe(true)
    await office.context.close()
  })
})

describe('the shop', () => {
  it('takes somebody in by a code, lets them stand in, and hands over when both agree', async () => {
    const { district, merchantId } = counter
    const boss = await district.staff(merchantId, { role: 'owner' })
    const office = await counter.till(boss)
    await office.page.goto('/merchant/shop')
    await expectWellMade(office)
    await press(office, '邀请店员')
    await office.page.fill('input[name=nickname]', '小周')
    await press(office, '生成邀请码')
    const code = (await office.page.getByTestId('invitation').textContent()) ?? ''
    await expectWellMade(office)

    const phone = await visit(counter.browser, counter.address, { locale: 'en' })
    await phone.page.goto('/merchant/sign-in')
    await phone.page.getByText('I have an invitation').click()
    await phone.page.fill('input[name=invitation]', code)
    await phone.page.fill('input[name=phone]', '13712340001')
    await expectWellMade(phone)
    await phone.page.getByRole('button', { name: 'Join' }).click()
    await phone.page.getByText('you now serve at').waitFor()
    await phone.context.close()

    await office.page.reload()
    await office.page.getByRole('button', { name: /管理\s*小周/ }).click()
    await expectWellMade(office)
    await press(office, '委托')
    await office.page.getByText('代理店长到').first().waitFor()
    await office.page.getByRole('button', { name: /管理\s*小周/ }).click()
    await press(office, '移交店铺')
    await press(office, '确定，再点一次')
    await office.page.reload()
    await office.page.getByText('等 小周 同意').waitFor()
    await expectWellMade(office)
    await office.context.close()
  })

  it('switches a lost till off at once: it is signed out and works no more', async () => {
    const { owner, clerk } = counter
    const [lost, office] = [await counter.till(clerk), await counter.till(owner, { locale: 'en' })]
    await press(lost, '登记这台设备')
    await lost.page.getByTestId('offline-limit').waitFor()
    await office.page.goto('/merchant/shop')
    const row = office.page.getByTestId('till').last()
    await row.getByRole('button').click()
    await row.getByRole('button').click()
    await office.page.getByText('Switched off').last().waitFor()
    await expectWellMade(office)
    await lost.page.reload()
    await lost.page.waitForURL('**/merchant/sign-in**')
    await lost.context.close()
    await office.context.close()
  })
})
