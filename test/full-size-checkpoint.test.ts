import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { withPieces } from '../scripts/full-size/tokenizer.mjs'
import { byInputs, constant, countOf, piecesOf } from '../scripts/full-size/values.mjs'

describe('random checkpoints of full size', () => {
  it('have a tokenizer with as many pieces as asked, each new one with the merge that makes it, behind what was there', () => {
    const file = '../fixtures/tiny-sa3-small/checkpoint/t5gemma-b-b-ul2/tokenizer.json'
    const toy = JSON.parse(readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8'))
    const { vocab, merges } = withPieces(toy, 5000).model
    expect(Object.keys(vocab)).toHaveLength(5000)
    expect(new Set(Object.values(vocab)).size).toBe(5000)
    expect(vocab).toMatchObject(toy.model.vocab)
    expect(merges.slice(0, toy.model.merges.length)).toEqual(toy.model.merges)
    const added = merges.slice(toy.model.merges.length)
    expect(added).toHaveLength(5000 - Object.keys(toy.model.vocab).length)
    expect(added.every((pair) => pair.every((piece) => piece in vocab) && pair.join('') in vocab)).toBe(true)
  })

  it('have the values of the first rule that a name fits, all of them, in pieces', () => {
    const rules = [[/gamma$/, constant(1)] as const, [/./, byInputs] as const]
    const shape = [1500, 3000]
    const pieces = [...piecesOf(rules, 'a.weight', shape)]
    expect(pieces.length).toBeGreaterThan(1)
    expect(pieces.reduce((sum, { length }) => sum + length, 0)).toBe(countOf(shape))
    // The product of such a row with numbers of deviation 1 has deviation 1.
    const power = pieces.reduce(
      (sum, piece) => sum + piece.reduce((total: number, value: number) => total + value ** 2, 0),
      0,
    )
    expect((power / countOf(shape)) * 3000).toBeCloseTo(1, 2)
    expect([...piecesOf(rules, 'norm.gamma', [3])].map((piece) => [...piece])).toEqual([[1, 1, 1]])
  })
})
