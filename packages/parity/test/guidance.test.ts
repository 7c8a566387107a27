import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { carryAt, constant, frameList, orThrow, plan, type Step } from '@sigmastream/core'
import { keyed } from '@sigmastream/core/noise'
import { type ConditionalDenoiser, dpmpp2m, guidedDenoiser, resMultistep, withCfgpp } from '@sigmastream/samplers'
import { readTensors, type Tensor, writeTensors } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { describeParityError, type FolderReport, type ParityError, parity } from '../src/index.js'
import { copiedDpmpp2mCfgpp, copiedResCfgpp } from '../src/samplers-extra/copies/cfgpp.js'

const recorded = fileURLToPath(new URL('../../../fixtures/samplers-extra', import.meta.url))

/** What a copy of the recorded guidance comes to that is changed. */
const report = async (
  change: (name: string, tensor: Tensor) => Tensor | null,
  index: (json: string) => string = (json) => json,
): Promise<E.Either<ParityError, FolderReport>> => {
  const root = await mkdtemp(join(tmpdir(), 'sigmastream-guidance-'))
  try {
    const tensors = await readTensors(join(recorded, 'guidance.safetensors'))()
    if (E.isLeft(tensors)) throw new Error(tensors.left._tag)
    const copy = [...tensors.right].flatMap(([name, tensor]) => {
      const changed = change(name, tensor)
      return changed === null ? [] : [[name, changed] as const]
    })
    await writeTensors(join(root, 'guidance.safetensors'), new Map(copy))()
    const json = await readFile(join(recorded, 'guidance.json'), 'utf8')
    await writeFile(join(root, 'guidance.json'), index(json))
    return await parity(root)()
  } finally {
    await rm(root, { recursive: true })
  }
}

const failedOf = (made: E.Either<ParityError, FolderReport>): readonly string[] => {
  if (E.isLeft(made)) throw new Error(describeParityError(made.left))
  return made.right.comparisons.filter(({ pass }) => !pass).map(({ what }) => what)
}

/** The same tensor whose largest value is off by so many times itself. */
const off = ({ shape, data }: Tensor, by: number): Tensor => {
  const sizes = Float32Array.from(data, Math.abs)
  const at = sizes.indexOf(Math.max(...sizes))
  return { shape, data: Float32Array.from(data, (value, i) => (i === at ? value * (1 + by) : value)) }
}

describe('recorded guidance', () => {
  it('is made again, all but what is not offered here, which is counted', async () => {
    const made = await report((_, tensor) => tensor)
    expect(failedOf(made)).toEqual([])
    expect(made).toMatchObject({
      right: {
        unknown: [],
        notOffered: [
          { what: 'dynamic thresholding', recordings: 4 },
          { what: 'CFG norm', recordings: 1 },
        ],
      },
    })
    expect(E.isRight(made) && made.right.comparisons.length).toBe(21)
  })

  it('is told from what is three times its tolerance off, and from other options', async () => {
    const name = 'guidance.apg_sa3_1_masked'
    expect(failedOf(await report((of, tensor) => (of === name ? off(tensor, 1.5e-5) : tensor)))).toEqual([name])
    const other = await report(
      (_, tensor) => tensor,
      (json) =>
        json.replace(
          '"momentum": -0.5,\n  "norm_threshold": 3.0,\n  "use',
          '"momentum": 0.5,\n  "norm_threshold": 3.0,\n  "use',
        ),
    )
    expect(failedOf(other)).toEqual(['guidance.apg_diffusers_eta0_momentum-0.5_threshold3'])
  })

  it('needs its inputs and its outputs, and says so', async () => {
    const said = async (gone: string): Promise<string> => {
      const made = await report((name, tensor) => (name === gone ? null : tensor))
      return E.isLeft(made) ? describeParityError(made.left) : 'it worked'
    }
    expect(await said('negative')).toMatch(/guidance\.safetensors: negative: no such tensor/)
    expect(await said('guidance.cfg')).toMatch(/guidance\.cfg is missing/)
    const flat = await report((name, tensor) => (name === 'cond' ? { ...tensor, shape: [tensor.data.length] } : tensor))
    expect(E.isLeft(flat) && describeParityError(flat.left)).toMatch(/cond: 1 dimensions; give four/)
  })
})

describe('copies of CFG++', () => {
  const shape = [1, 1, 1] as const
  const model: ConditionalDenoiser<number> = async (x, _, values) => values.map((value) => constant(x.shape, value))
  const engine = { denoiser: guidedDenoiser(model, { toward: 3, away: 1, scale: 0.5 }), noise: keyed(7) }

  /** Where a run down to sigma 1 lands, from 9 at sigma 8. */
  const landingOf = async (step: Step): Promise<number> => {
    const planned = orThrow(plan({ step, schedule: [8, 4, 2, 1], shape }))
    const start = { draws: [], carry: () => carryAt(constant(shape, 9)) }
    const frames = orThrow(await frameList({ ...planned, start }, engine)())
    return frames.at(-1)?.carry.x.data[0] ?? NaN
  }

  it('move where both branches always say the same, and ours do not', async () => {
    // The guided estimate is 2, the other 1: each step goes to 2 + (x - 1) / 2.
    expect([4, 2, 1].reduce((x) => 2 + (x - 1) / 2, 9)).toBe(3.75)
    expect(await landingOf(withCfgpp(dpmpp2m()))).toBeCloseTo(3.75, 6)
    expect(await landingOf(withCfgpp(resMultistep()))).toBeCloseTo(3.75, 6)
    expect(await landingOf(copiedDpmpp2mCfgpp())).toBeCloseTo(4.125, 6)
    expect(await landingOf(copiedResCfgpp(0))).toBeCloseTo(3, 6)
  })
})
