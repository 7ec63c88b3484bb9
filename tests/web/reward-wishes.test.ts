import { describe, expect, it } from 'vitest'
import { queryOf } from '../../web/resident/reward-wishes.ts'

const nothing = { kind: '', street: '', price: '', order: '', inStock: '', words: '' }

describe('what a resident looks for among the rewards', () => {
  it('asks for everything when nothing is wished for', () => {
    expect(queryOf(nothing, null)).toEqual({})
  })

  it('asks for each wish in the words of the API', () => {
    const wishes = {
      kind: 'goods',
      street: '500107003',
      price: '50',
      order: 'cheapest',
      inStock: 'yes',
      words: '鸡蛋',
    }
    expect(queryOf(wishes, 3_000)).toEqual({
      kind: 'goods',
      street: '500107003',
      upToCentipoints: '5000',
      order: 'cheapest',
      inStock: 'yes',
      words: '鸡蛋',
    })
  })

  it.each([
    [12_345, '12345'],
    [0, '1'],
    [null, '1'],
  ])('takes what one can pay now from a balance of %s', (spendable, upToCentipoints) => {
    expect(queryOf({ ...nothing, price: 'mine' }, spendable)).toEqual({ upToCentipoints })
  })
})
