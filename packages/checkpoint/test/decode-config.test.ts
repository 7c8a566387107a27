import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { decodeConfig } from '../src/index.js'

describe('decodeConfig', () => {
  it('counts the members of unions and intersections as no step of the path', () => {
    const item = t.intersection([t.type({ b: t.union([t.string, t.boolean]) }), t.partial({ c: t.string })])
    const codec = t.type({ a: t.array(item) })
    expect(decodeConfig(codec, 'f', { a: [{ b: 'x' }, { b: 1 }] }, 'top')).toMatchObject(
      E.left({ key: 'top.a[1].b', wrong: '1' }),
    )
    const wrong = decodeConfig(codec, 'f', { a: [{ b: 'x', c: 2 }] })
    expect(wrong).toMatchObject(E.left({ key: 'a[0].c', wrong: '2', right: 'string' }))
  })
})
