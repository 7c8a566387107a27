import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Latent, latent, orThrow, plan, run, SamplingError } from '@sigmastream/core'
import { keyed } from '@sigmastream/core/noise'
import { exponential } from '@sigmastream/core/schedules'
import { generateInpaintingMask } from '@sigmastream/course'
import { euler, inpaint } from '@sigmastream/samplers'
import { describeFileError, readTensor } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { exemplarModel } from '../src/index.js'
import { right, withModel } from './support.js'

const references = fileURLToPath(new URL('../../../../shared/course/references/', import.meta.url))
const present = existsSync(references)

const read = async (name: string): Promise<Latent> => {
  const tensor = await readTensor(`${references}${name}.pt`)()
  if (E.isLeft(tensor)) throw new Error(describeFileError(tensor.left))
  return orThrow(latent([1, 64, 128], tensor.right.data))
}

const withCourse = skippedUnless(present, 'no ../shared/course beside this repository, whose latents are inpainted')
describe('latents of Stable Audio Open', withCourse, () => {
  it('0 to 3 s of the first are made anew from the others, and the rest is kept bit for bit', async () => {
    const [first, ...others] = await Promise.all(['0', '1', '2', '3', '4', '5'].map(read))
    const reference = first!
    const mask = generateInpaintingMask(reference, 0, 3, 44100 / 2048)
    const model = right(
      exemplarModel({
        exemplars: others.map((one) => ({ latent: one, leaveOut: [] })),
        windowFrames: 11,
        surroundings: { reference, gaps: [{ start: 0, end: 64 }] },
      }),
    )
    const sigmas = exponential({ steps: 20, sigmaMin: model.sigmaRange.min, sigmaMax: model.sigmaRange.max })
    const noise = keyed(0)
    await withModel(model, async (denoiser) => {
      const result = await run(
        orThrow(plan({ step: inpaint(euler(), reference, mask), schedule: sigmas, shape: reference.shape })),
        {
          denoiser,
          noise,
        },
      )()
      if (E.isLeft(result)) throw new SamplingError(result.left)
      const { data } = result.right.x
      const isNew = (i: number): boolean => i % 128 < 64
      expect([...data].filter((_, i) => !isNew(i))).toEqual([...reference.data].filter((_, i) => !isNew(i)))
      const level = (values: readonly number[]): number =>
        values.reduce((sum, value) => sum + value * value, 0) / values.length
      const ratio = level([...data].filter((_, i) => isNew(i))) / level(others.flatMap((one) => [...one.data]))
      expect(ratio).toBeGreaterThan(0.5)
      expect(ratio).toBeLessThan(2)
    })
  })
})
