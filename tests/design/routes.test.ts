import { describe, expect, it } from 'vitest'
import { parseRoute } from '../../src/screens/shell/routes.ts'

describe('addresses', () => {
  it('open the screen they name', () => {
    expect(parseRoute('')).toEqual({ screen: 'explore', params: {} })
    expect(parseRoute('#/')).toEqual({ screen: 'explore', params: {} })
    expect(parseRoute('#/work/12')).toEqual({ screen: 'work', params: { id: '12' } })
    expect(parseRoute('#/verify/3/0xabc')).toEqual({ screen: 'verify', params: { id: '3', holder: '0xabc' } })
    expect(parseRoute('#/verify')).toEqual({ screen: 'verify', params: {} })
  })

  it('may name the network of a link that is sent around, where a screen takes one', () => {
    const params = { id: '7', chain: '8453' }
    expect(parseRoute('#/verify/7?chain=8453')).toEqual({ screen: 'verify', params })
    expect(parseRoute('#/verify/7?utm=x&chain=8453')).toEqual({ screen: 'verify', params })
    expect(parseRoute('#/work/7?chain=8453').params).toEqual({ id: '7' })
    for (const hash of ['#/verify/7?chain=', '#/verify/7?chain=0', '#/verify/7?chain=1e3', '#/verify/7?unchain=1'])
      expect(parseRoute(hash).params, hash).toEqual({ id: '7' })
  })

  it('are missing rather than guessed when they make no sense', () => {
    for (const hash of [
      '#/nothing',
      '#/work',
      '#/work/0',
      '#/work/-1',
      '#/work/1e3',
      '#/work/x',
      '#/learn/1',
      '#/work/1/2',
    ])
      expect(parseRoute(hash).screen, hash).toBe('missing')
  })

  it('survive broken escapes and names that objects have by nature', () => {
    expect(parseRoute('#/%E0%A4%A').screen).toBe('missing')
    expect(parseRoute('#/constructor').screen).toBe('missing')
    expect(parseRoute('#/__proto__').screen).toBe('missing')
  })
})
