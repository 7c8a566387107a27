import { readFile } from 'node:fs/promises'
import { namedWeights, type Weights } from '@sigmastream/checkpoint'
import { either } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { ditOutput } from '../../src/dit/graph.js'
import { fullConfig, sizes } from './sa3-support.js'
import { left, pathOf, right } from './support.js'

const PREFIX = 'model.model.'

/** The tensors of the published file, none of which is there. */
const published = async (size: string): Promise<Weights> => {
  const { 'model.safetensors': shapes } = JSON.parse(
    await readFile(pathOf(`../../../../fixtures/full-size-sa3-${size}/tensors.json`), 'utf8'),
  ) as { readonly 'model.safetensors': Readonly<Record<string, readonly number[]>> }
  return namedWeights(
    Object.entries(shapes).map(([name, shape]) => ({
      name,
      shape,
      parts: [{ type: 'float32', shape, file: '/nowhere/model.safetensors', offset: 0, length: 0 }],
    })),
  )
}

/** The same, which notes what it is asked. */
const noting = (weights: Weights, asked: Set<string>): Weights => ({
  names: weights.names,
  get: (name, shape) => (asked.add(name), weights.get(name, shape)),
  matrix: (name, shape) => (asked.add(name), weights.matrix(name, shape)),
})

/** The same without one of them. */
const without = (weights: Weights, missing: string): Weights => {
  const gone = left(namedWeights([]).get(missing, []))
  return {
    names: weights.names,
    get: (name, shape) => (name === missing ? either.left(gone) : weights.get(name, shape)),
    matrix: (name, shape) => (name === missing ? either.left(gone) : weights.matrix(name, shape)),
  }
}

describe.each(sizes)('the published names of Stable Audio 3 (%s)', async (size) => {
  const [config, weights] = await Promise.all([fullConfig(size), published(size)])
  const asked = new Set<string>()
  right(ditOutput(config, noting(weights, asked)))

  it('are those that the graph asks for, each with its shape, but for frequencies that are computed', () => {
    const held = weights.names.filter((name) => name.startsWith(PREFIX) && !name.endsWith('inv_freq'))
    expect([...asked].toSorted()).toEqual(held.toSorted())
  })

  it('are missed by name, each of the kinds of a block and of what is around them', () => {
    const kinds = [...asked].filter((name) => !/layers\.[1-9]/.test(name))
    for (const name of kinds)
      expect(left(ditOutput(config, without(weights, name)))).toEqual({ _tag: 'MissingWeight', name })
    expect(left(ditOutput({ ...config, differential: !config.differential }, weights))).toMatchObject({
      _tag: 'WrongShape',
      name: `${PREFIX}transformer.layers.0.self_attn.to_qkv.weight`,
    })
  })
})
