import { describe, expect, it } from 'vitest'
import { adaptive, stateAt } from '../src/solvers/parts/adaptive-state.js'

describe('the state of the adaptive solver', () => {
  const state = { ...stateAt(80, 0.05, 0.3), lower: { shape: [1, 1, 1], data: Float32Array.of(1) } }

  it('is read where every part of it is there', () => {
    expect(adaptive.get({ slot: { owner: 'dpm-adaptive', state } })).toBe(state)
    expect(adaptive.get({ slot: null })).toBeNull()
  })

  it.each(Object.keys(state))('is none without its %s, or with another thing there', (part) => {
    const { [part as keyof typeof state]: _, ...rest } = state
    for (const broken of [rest, { ...rest, [part]: 'x' }, { ...rest, [part]: {} }])
      expect(() => adaptive.get({ slot: { owner: 'dpm-adaptive', state: broken } })).toThrow('holds no state of it')
  })
})
