import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readTensors, type Tensor, writeTensors } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { describeParityError, type FolderReport, type ParityError, parity } from '../src/index.js'

const fixtures = fileURLToPath(new URL('../../../fixtures', import.meta.url))

type Run = Readonly<Record<string, unknown>>

interface Change {
  /** The runs that are kept; one may be changed, and then there is no other. */
  readonly runs: Readonly<Record<string, (run: Run) => Run>>
  readonly tensors?: (name: string, tensor: Tensor) => Tensor
  readonly beside?: boolean
}

const asRecorded = (run: Run): Run => run

/** What a copy of the recording comes to that is changed, beside the inputs that it shares with k-diffusion's. */
const report = async ({
  runs,
  tensors = (_, tensor) => tensor,
  beside = true,
}: Change): Promise<E.Either<ParityError, FolderReport>> => {
  const root = await mkdtemp(join(tmpdir(), 'sigmastream-samplers-extra-'))
  const [from, to] = [join(fixtures, 'samplers-extra'), join(root, 'samplers-extra')]
  try {
    await mkdir(to)
    if (beside) await symlink(join(fixtures, 'kdiffusion'), join(root, 'kdiffusion'))
    const index: { runs: Record<string, Run> } = JSON.parse(await readFile(join(from, 'samplers.json'), 'utf8'))
    const kept = Object.entries(runs).map(([name, change]) => [name, change(index.runs[name] ?? {})])
    await writeFile(join(to, 'samplers.json'), JSON.stringify({ runs: Object.fromEntries(kept) }))
    const recorded = await readTensors(join(from, 'samplers.safetensors'))()
    if (E.isLeft(recorded)) throw new Error(recorded.left._tag)
    await writeTensors(
      join(to, 'samplers.safetensors'),
      new Map([...recorded.right].map(([name, tensor]) => [name, tensors(name, tensor)])),
    )()
    return await parity(to)()
  } finally {
    await rm(root, { recursive: true })
  }
}

const failed = async (change: Change): Promise<readonly string[]> => {
  const made = await report(change)
  if (E.isLeft(made)) throw new Error(describeParityError(made.left))
  expect(made.right.comparisons.length).toBeGreaterThan(0)
  return made.right.comparisons.filter(({ pass }) => !pass).map(({ what }) => what)
}

/** The same tensor whose largest value is off by so many times itself. */
const off =
  (of: string, by: number) =>
  (name: string, tensor: Tensor): Tensor => {
    if (name !== of) return tensor
    const sizes = Float32Array.from(tensor.data, Math.abs)
    const at = sizes.indexOf(Math.max(...sizes))
    return { ...tensor, data: Float32Array.from(tensor.data, (value, i) => (i === at ? value * (1 + by) : value)) }
  }

describe('a recording of another sampler', () => {
  const both = { ddpm: asRecorded, 'rf.dpmpp_2m_sde': asRecorded }

  it('is made again in sigma and in flow time, and told from one that is three times its tolerance off', async () => {
    expect(await failed({ runs: both })).toEqual([])
    expect(await failed({ runs: both, tensors: off('ddpm.out', 9e-6) })).toEqual(['sampler ddpm'])
    expect(await failed({ runs: both, tensors: off('rf.dpmpp_2m_sde.x_at_callback', 3e-4) })).toEqual([
      'sampler rf.dpmpp_2m_sde: x of each step',
    ])
  })

  it('is told by its draws, its calls, and the first time that was used', async () => {
    const one = { ddpm: (run: Run): Run => ({ ...run, noise_draws: 14, model_calls: 13 }) }
    expect(await failed({ runs: one })).toEqual(['sampler ddpm: draws', 'sampler ddpm: calls'])
    const later = { 'rf.dpmpp_2m_sde': (run: Run): Run => ({ ...run, first_t_used: 0.999 }) }
    expect(await failed({ runs: later })).toContain('sampler rf.dpmpp_2m_sde')
  })

  it('is told from the right method by a copy that is wrong', async () => {
    const order = (max_order: number) => ({ ipndm_v: (run: Run): Run => ({ ...run, max_order }) })
    expect(await failed({ runs: order(4) })).toEqual([])
    expect(await failed({ runs: order(2) })).toEqual(['sampler ipndm_v'])
  })

  it('names what is not known, and counts what is not offered here', async () => {
    const runs = {
      ddpm: asRecorded,
      heunpp2: asRecorded,
      sideways: (): Run => ({
        reference: 'a.py:sample_sideways',
        parameterisation: 'sigma',
        guidance_scale: null,
        noise_draws: 0,
        model_calls: 14,
        tolerance: 1,
        tolerance_x_at_callback: 1,
      }),
    }
    expect(await report({ runs })).toMatchObject({
      right: { unknown: ['sideways'], notOffered: [{ what: 'heunpp2', recordings: 1 }] },
    })
  })

  it('needs the inputs beside it, its outputs and its index, and says so', async () => {
    const said = async (change: Change): Promise<string> => {
      const made = await report(change)
      return E.isLeft(made) ? describeParityError(made.left) : 'it worked'
    }
    expect(await said({ runs: both, beside: false })).toMatch(/samplers\.safetensors: x_T: no such tensor/)
    expect(await said({ runs: { ...both, ddim: () => ({ reference: 'a.py:sample_ddpm' }) } })).toMatch(
      /samplers\.json: .*parameterisation/,
    )
    const renamed = {
      again: () => ({
        reference: 'a.py:sample_ddpm',
        parameterisation: 'sigma',
        guidance_scale: null,
        noise_draws: 13,
        model_calls: 14,
        tolerance: 1,
        tolerance_x_at_callback: 1,
      }),
    }
    expect(await said({ runs: renamed })).toMatch(/again\.out is missing/)
  })
})
