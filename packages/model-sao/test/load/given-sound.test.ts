import { latent, orThrow } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { localConditioning } from '../../src/load/given-sound.js'
import { pathOf, recordedIn } from '../dit/support.js'

const of = (shape: readonly [number, number, number], values: readonly number[]) => orThrow(latent(shape, values))

describe('what is given of a sound', () => {
  it('is told as the reference tells it: 1 where it is given, and there the source', async () => {
    const get = await recordedIn(pathOf('../../../../fixtures/tiny-sa3-small/expected.safetensors'))
    const [mask, source, expected] = ['inpaint.mask', 'inpaint.source', 'inpaint.local_add_cond'].map(get)
    if (mask === undefined || source === undefined || expected === undefined) throw new Error('nothing is recorded')
    const [, channels = 0, frames = 0] = source.shape
    const size = channels * frames
    const items = Array.from({ length: source.shape[0] ?? 0 }, (_, i) => i)
    expect(items.length).toBeGreaterThan(0)
    for (const i of items) {
      const anew = Array.from(mask.data.subarray(i * frames, (i + 1) * frames), (kept) => 1 - kept)
      const own = Array.from(source.data.subarray(i * size, (i + 1) * size))
      const given = { mask: of([1, 1, frames], anew), source: of([1, channels, frames], own) }
      const told = localConditioning(given, channels + 1, 1)
      const part = expected.data.slice(i * (size + frames), (i + 1) * (size + frames))
      expect(told).toEqual(E.right({ dims: [1, channels + 1, frames], data: Float32Array.from(part) }))
    }
  })

  it('is the same for every item', () => {
    const given = { mask: of([1, 1, 2], [1, 0]), source: of([1, 2, 2], [5, 6, 7, 8]) }
    const one = [0, 1, 0, 6, 0, 8]
    expect(localConditioning(given, 3, 2)).toEqual(
      E.right({ dims: [2, 3, 2], data: Float32Array.from([...one, ...one]) }),
    )
  })

  it('is refused where it does not fit, and of a model that fills no gaps itself', () => {
    const [mask, source] = [of([1, 1, 2], [1, 0]), of([1, 2, 2], [5, 6, 7, 8])]
    const wrong = (...asked: Parameters<typeof localConditioning>) =>
      E.match(
        ({ wrong: said }: { readonly wrong: string }) => said,
        () => 'nothing',
      )(localConditioning(...asked))
    expect(wrong({ mask, source }, 3, 1)).toBe('nothing')
    expect(wrong({ mask, source }, 0, 1)).toBe('told to a model that fills no gaps itself')
    expect(wrong({ mask, source }, 4, 1)).toBe('latents of 1 x 2 x 2')
    expect(wrong({ mask: of([1, 1, 3], [1, 0, 0]), source }, 3, 1)).toBe('1 x 1 x 3')
    expect(wrong({ mask: source, source }, 3, 1)).toBe('1 x 2 x 2')
  })
})
