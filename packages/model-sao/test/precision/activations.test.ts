import { readWeight } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import type { StableAudioError } from '../../src/errors.js'
import { isPackable } from '../../src/precision/matrices.js'
import { type Activations, activationsOf } from '../../src/precision/measure/activations.js'
import { conditioningOfItem, distance, openTiny, recorded, right } from '../dit/support.js'

const [FRAMES, SIGMAS] = [6, [80, 1, 0.3, 0]] as const
const checkpoint = await openTiny('checkpoint')
const conditioning = conditioningOfItem(await recorded(), { scale: 7 })
const matrices = checkpoint.stored.filter((weight) => isPackable(weight, 'int8'))

const looked = (frames: number, signal?: AbortSignal): Promise<E.Either<StableAudioError, Activations>> =>
  activationsOf(
    { config: checkpoint.partConfigs.dit, weights: checkpoint.weights, threads: 1 },
    matrices,
    { conditioning, shape: [1, 8, frames], schedule: { sigmas: SIGMAS }, seed: 1 },
    signal,
  )()

const layer = 'model.model.transformer.layers.1'
const calls = SIGMAS.length - 1

describe('the activations of a short run', async () => {
  const activations = right(await looked(FRAMES))
  const rowsOf = (name: string): readonly [rows: number, width: number] => {
    const { width, data } = activations.get(`${layer}.${name}.weight`)?.() ?? { width: NaN, data: [] }
    return [data.length / width, width]
  }

  it('are those of every matrix of the blocks', () => {
    expect([...activations.keys()].toSorted()).toEqual(matrices.map(({ name }) => name).toSorted())
    expect(matrices).toHaveLength(14)
  })

  it('are all tokens of all calls: of both branches, but of one where a branch has no text', () => {
    const [tokens, text] = [FRAMES + 1, conditioning.crossAttention.dims[1] ?? NaN]
    expect(rowsOf('self_attn.to_qkv')).toEqual([calls * 2 * tokens, 128])
    expect(rowsOf('ff.ff.2')).toEqual([calls * 2 * tokens, 512])
    expect(rowsOf('cross_attn.to_q')).toEqual([calls * tokens, 128])
    expect(rowsOf('cross_attn.to_kv')).toEqual([calls * text, 64])
  })

  it('are what reaches the matrix: the embedded text, where it is asked for keys and values', async () => {
    const times = async (x: readonly number[], name: string): Promise<readonly number[]> => {
      const w = right(await readWeight(checkpoint.weights, `model.model.to_cond_embed.${name}.weight`, [64, 64])())
      return x.map((_, at) => {
        const row = x.slice(at - (at % 64), at - (at % 64) + 64)
        return row.reduce((sum, value, i) => sum + value * (w[(at % 64) * 64 + i] ?? NaN), 0)
      })
    }
    const inside = await times(Array.from(conditioning.crossAttention.data), '0')
    const expected = await times(
      inside.map((value) => value / (1 + Math.exp(-value))),
      '2',
    )
    const { data } = activations.get(`${layer}.cross_attn.to_kv.weight`)?.() ?? { data: [] }
    expect(distance(data, Array.from({ length: calls }, () => expected).flat())).toBeLessThan(1e-5)
  })

  it('are refused a signal that was given before', async () => {
    expect(await looked(FRAMES, AbortSignal.abort())).toEqual(E.left({ _tag: 'RunAborted' }))
  })

  it('are refused a shape that is none', async () => {
    expect(await looked(0)).toEqual(E.left(expect.objectContaining({ _tag: 'Refused' })))
  })
})
