import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readTensors, type Tensor, writeTensors } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { describeParityError, parity } from '../src/index.js'

const recorded = fileURLToPath(new URL('../../../fixtures/kdiffusion', import.meta.url))

interface Change {
  readonly stem: 'samplers' | 'schedules' | 'torch_cpu_rng'
  /** Tensors that are kept; the others are left out of the copy. */
  readonly keep: RegExp
  readonly change?: (name: string, tensor: Tensor) => Tensor
  readonly index?: (json: string) => string
}

/** What does not pass in a copy of one recording of k-diffusion that is changed. */
const failed = async ({ stem, keep, change = (_, tensor) => tensor, index = (json) => json }: Change) => {
  const root = await mkdtemp(join(tmpdir(), 'sigmastream-tolerances-'))
  try {
    await mkdir(join(root, 'kdiffusion'))
    const tensors = await readTensors(join(recorded, `${stem}.safetensors`))()
    if (E.isLeft(tensors)) throw new Error(tensors.left._tag)
    const copy = [...tensors.right].filter(([name]) => keep.test(name))
    await writeTensors(
      join(root, 'kdiffusion', `${stem}.safetensors`),
      new Map(copy.map(([name, tensor]) => [name, change(name, tensor)])),
    )()
    if (stem !== 'torch_cpu_rng')
      await writeFile(
        join(root, 'kdiffusion', `${stem}.json`),
        index(await readFile(join(recorded, `${stem}.json`), 'utf8')),
      )
    const report = await parity(root)()
    if (E.isLeft(report)) throw new Error(describeParityError(report.left))
    expect(report.right.comparisons.length).toBeGreaterThan(0)
    return report.right.comparisons.filter(({ pass }) => !pass).map(({ what }) => what)
  } finally {
    await rm(root, { recursive: true })
  }
}

/** The same tensor whose largest value is another. */
const moved = ({ shape, data }: Tensor, by: (largest: number) => number): Tensor => {
  const sizes = Float32Array.from(data, Math.abs)
  const at = sizes.indexOf(Math.max(...sizes))
  return { shape, data: Float32Array.from(data, (value, i) => (i === at ? by(value) : value)) }
}

/** One value moved by so many units of half precision. */
const byHalfUnits = (units: number) => (value: number) =>
  value + units * 2 ** (Math.floor(Math.log2(Math.abs(value))) - 10)

/** Only these runs of `samplers.json`, with one of their numbers replaced. */
const runs =
  (names: readonly string[], from = '', to = '') =>
  (json: string): string => {
    const all: { runs: Record<string, unknown> } = JSON.parse(json)
    const some = Object.fromEntries(Object.entries(all.runs).filter(([name]) => names.includes(name)))
    return JSON.stringify({ runs: some }).replace(from, to)
  }

const inputs = /^(?:x_T|sigmas|noise|gmm\.\w+|(?:euler|heun|dpm_adaptive)\.(?:out|x_at_callback))$/

describe('a recording that is a little off', () => {
  it('fails by a normal that is off by three times what float32 allows', async () => {
    const [normals, uniforms] = ['randn_f32_seed456_n100', 'rand_f32_seed456_n40']
    const keep = /^rand(?:n_f32_seed456_n100|_f32_seed456_n40)$/
    const change = (by: (value: number) => number, of: string): Change => ({
      stem: 'torch_cpu_rng',
      keep,
      change: (name, tensor) => (name === of ? moved(tensor, by) : tensor),
    })
    expect(await failed({ stem: 'torch_cpu_rng', keep })).toEqual([])
    expect(await failed(change((value) => value + 6e-6, normals))).toEqual([`draw ${normals}`])
    expect(await failed(change((value) => value - 2 ** -24, uniforms))).toEqual([`draw ${uniforms}`])
  })

  it('fails by a normal in half precision that is two units off, and passes by one', async () => {
    const keep = /^randn_f16_seed456_n64$/
    const change = (units: number): Change => ({
      stem: 'torch_cpu_rng',
      keep,
      change: (_, tensor) => moved(tensor, byHalfUnits(units)),
    })
    expect(await failed(change(1))).toEqual([])
    expect(await failed(change(2))).toEqual(['draw randn_f16_seed456_n64 (half units)'])
  })

  it('fails by a level of a schedule that is off by three times its tolerance', async () => {
    const keep = /^karras_|^vp_/
    const change = (kind: string, by: number): Change => ({
      stem: 'schedules',
      keep,
      change: (name, tensor) => (name.startsWith(kind) ? moved(tensor, (value) => value * (1 + by)) : tensor),
    })
    const all = await failed(change('karras', 6e-6))
    expect(all.length).toBeGreaterThan(1)
    expect(all.every((what) => what.startsWith('schedule karras'))).toBe(true)
    const those = await failed(change('vp', 9e-4))
    expect(those.length).toBeGreaterThan(1)
    expect(those.every((what) => what.startsWith('schedule vp'))).toBe(true)
  })

  it('fails by a state of a run that is off by three times its tolerance', async () => {
    const change = (of: string, by: number): Change => ({
      stem: 'samplers',
      keep: inputs,
      index: runs(['euler', 'heun']),
      change: (name, tensor) => (name === of ? moved(tensor, (value) => value * (1 + by)) : tensor),
    })
    expect(await failed(change('euler.out', 0))).toEqual([])
    expect(await failed(change('euler.out', 3e-6))).toEqual(['sampler euler'])
    expect(await failed(change('heun.x_at_callback', 3e-6))).toEqual(['sampler heun: x before each step'])
  })

  it('fails by one draw or one step more than it says', async () => {
    const euler: Change = {
      stem: 'samplers',
      keep: inputs,
      index: runs(['euler'], '"noise_draws":14', '"noise_draws":13'),
    }
    expect(await failed(euler)).toEqual(['sampler euler: draws'])
    const counted = /"n_accept":(\d+)/
    const adaptive = (json: string): string => {
      const one = runs(['dpm_adaptive'])(json)
      return one.replace(counted, (_, count: string) => `"n_accept":${Number(count) + 1}`)
    }
    expect(await failed({ stem: 'samplers', keep: inputs, index: adaptive })).toEqual([
      'sampler dpm_adaptive: steps, calls, accepted, rejected',
    ])
  })
})
