import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readTensors, type Tensor, writeTensors } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { describeParityError, type ParityError, parity, type Report } from '../src/index.js'

const fixtures = fileURLToPath(new URL('../../../fixtures/', import.meta.url))

type Tensors = ReadonlyMap<string, Tensor>

/**
 * A folder with a recording whose tensors are changed and, unless said otherwise, the single-file checkpoint and the
 * index.
 */
interface Changed {
  readonly recording: 'tiny-sao' | 'tiny-sao-small' | 'tiny-sa3-small' | 'tiny-sa3-medium' | 'narrow-sao'
  readonly stem: 'expected' | 'homework4'
  readonly links: readonly string[]
  readonly change: (tensors: Tensors) => Tensors
  readonly index?: (json: string) => string
}

type Result = E.Either<ParityError, Report>

const changed = async ({ recording, stem, links, change, index = (json) => json }: Changed): Promise<Result> => {
  const root = await mkdtemp(join(tmpdir(), 'sigmastream-parity-'))
  const [from, to] = [join(fixtures, recording), join(root, 'other')]
  try {
    await mkdir(to)
    await Promise.all(links.map((name) => symlink(join(from, name), join(to, name))))
    await writeFile(join(to, `${stem}.json`), index(await readFile(join(from, `${stem}.json`), 'utf8')))
    const tensors = await readTensors(join(from, `${stem}.safetensors`))()
    if (E.isLeft(tensors)) throw new Error(tensors.left._tag)
    await writeTensors(join(to, `${stem}.safetensors`), change(tensors.right))()
    return await parity(root)()
  } finally {
    await rm(root, { recursive: true })
  }
}

const onTiny = (change: Changed['change'], links: readonly string[] = ['checkpoint'], index?: Changed['index']) =>
  changed({ recording: 'tiny-sao', stem: 'expected', links, change, ...(index === undefined ? {} : { index }) })

const right = (result: Result): Report => {
  if (E.isLeft(result)) throw new Error(describeParityError(result.left))
  return result.right
}

const failed = ({ comparisons }: Report): readonly string[] =>
  comparisons.filter(({ pass }) => !pass).map(({ what }) => what)

const without = (tensors: Tensors, name: string): Tensors => new Map([...tensors].filter(([one]) => one !== name))

/** The value at `place` (from the end where negative) is another. */
const nudged = (tensors: Tensors, name: string, place: number, by: number): Tensors =>
  new Map(
    [...tensors].map(([one, { shape, data }]) => {
      const at = (place + data.length) % data.length
      return [
        one,
        { shape, data: one === name ? Float32Array.from(data, (value, i) => (i === at ? value + by : value)) : data },
      ]
    }),
  )

const tensorOf = (tensors: Tensors, name: string): Tensor =>
  tensors.get(name) ?? { shape: [0], data: new Float32Array() }

describe('a recorded model', () => {
  it('is told from another by each of its outputs, to the last state of a run', async () => {
    const outputs = [
      't5.input_ids',
      't5.last_hidden_state',
      'number.seconds_total',
      'dit.cfg7_phi0.75',
      'dit.len7.out',
      'vdenoiser.2.denoised',
      'vae.std',
      'vae.long_decoded',
      'ex.dpmpp_3m_sde.out',
      'ex.q3.trajectory',
    ]
    // One sampler was not recorded: nothing is said of it.
    const report = right(
      await onTiny((tensors) =>
        outputs.reduce((all, name) => nudged(all, name, -1, 1), without(tensors, 'ex.heun.out')),
      ),
    )
    expect(failed(report).toSorted()).toEqual(outputs.map((name) => `other/checkpoint ${name}`).toSorted())
  })

  it('is compared at the lengths, windows and starts that the names tell', async () => {
    const report = right(
      await onTiny((tensors) => {
        const inpainted = tensorOf(tensors, 'ex.q3.trajectory')
        const plain = tensorOf(tensors, 'ex.q1.trajectory')
        const {
          shape: [steps = 0],
        } = tensorOf(tensors, 'ex.noise')
        return new Map([
          ...tensors,
          [`ex.q4_0_${steps}.trajectory`, inpainted],
          ['ex.q4_5_5.trajectory', plain],
          ['ex.q4_0_5.trajectory', plain],
        ])
      }),
    )
    expect(failed(report)).toEqual(['other/checkpoint ex.q4_0_5.trajectory'])
    expect(report.unknown).toEqual([])
  })

  it('may lack outputs, and tells of tensors that are not known here', async () => {
    const report = right(
      await onTiny(
        (tensors) =>
          new Map([
            ...[...tensors].filter(([name]) => !name.startsWith('ex.') && !name.startsWith('vae.')),
            ['q6.out', tensorOf(tensors, 'dit.x')],
          ]),
      ),
    )
    expect(failed(report)).toEqual([])
    expect(report.comparisons.some(({ what }) => /ex\.|vae\./.test(what))).toBe(false)
    expect(report.comparisons.length).toBeGreaterThan(15)
    expect(report.unknown).toEqual(['q6.out'])
  })

  it('may lack some of what one part gives', async () => {
    const kept = /^(?:vae\.(?:audio|eps|mean)|t5\.prompt_embedding)$/
    const report = right(await onTiny((tensors) => new Map([...tensors].filter(([name]) => kept.test(name)))))
    expect(report.comparisons.map(({ what, pass }) => [what, pass])).toEqual([
      ['other/checkpoint t5.prompt_embedding', true],
      ['other/checkpoint vae.mean', true],
    ])
  })

  it('cannot be compared without its inputs, its index or its weights, and that is said', async () => {
    const said = async (result: Promise<Result>): Promise<string> => {
      const report = await result
      return E.isLeft(report) ? describeParityError(report.left) : 'it worked'
    }
    const same = (tensors: Tensors): Tensors => tensors
    expect(await said(onTiny((tensors) => without(tensors, 'dit.x')))).toMatch(/dit\.x: no such tensor/)
    expect(await said(onTiny((tensors) => without(tensors, 'ex.noise')))).toMatch(/ex\.noise: no such tensor/)
    expect(await said(onTiny(same, []))).toMatch(/has no model.*checkpoint/)
    const renamed = (json: string): string => json.replace('"seconds"', '"minutes"')
    expect(await said(onTiny(same, ['checkpoint'], renamed))).toMatch(/expected\.json: .*seconds/)
  })
})

describe('a recorded rectified flow', () => {
  const onSmall = (change: Changed['change'], index?: Changed['index']) =>
    changed({
      recording: 'tiny-sao-small',
      stem: 'expected',
      links: ['checkpoint'],
      change,
      ...(index === undefined ? {} : { index }),
    })

  it('is told from another by each of its outputs', async () => {
    const outputs = [
      'cond.negative_cross_attn_mask',
      'dit.cfg6_negative.out',
      'dit.t3.denoised',
      'dit.t5.out',
      'dit.mixed.hidden.1',
      'run.rk4_4.model_v',
      'run.variation_dpmpp8_0.9.out',
      'run.variation_dpmpp8_0.9.model_t',
      'run.variation_dpmpp8_0.9.x_start',
      'whole.variation.audio',
    ]
    const kept =
      /^(?:cond\..*|dit\.(?:x|t|t3.*|t5.*|mixed.*|cfg6_negative.*)|run\.(?:x_T|init|noise|rk4_4\..*|variation_dpmpp.*)|whole\.(?:init.*|variation.*))$/
    const report = right(
      await onSmall((tensors) =>
        outputs.reduce<Tensors>(
          (all, name) => nudged(all, name, -1, 1),
          new Map([...tensors].filter(([name]) => kept.test(name))),
        ),
      ),
    )
    expect(failed(report).toSorted()).toEqual(outputs.map((name) => `other/checkpoint ${name}`).toSorted())
    expect(report.unknown).toEqual([])
    expect(report.comparisons.filter(({ pass }) => pass).length).toBeGreaterThan(10)
  })

  it('may have a run whose sampler is not offered, which is told', async () => {
    const report = right(
      await onSmall(
        (tensors) => new Map([...tensors].filter(([name]) => /^run\.(?:x_T|init|noise|pingpong1\..*)$/.test(name))),
        (json) => json.replaceAll('"pingpong"', '"tcd"'),
      ),
    )
    expect(report.comparisons).toEqual([])
    expect(report.unknown).toEqual(
      ['model_t', 'model_v', 'model_x', 'out', 't', 'x_start'].map((what) => `run.pingpong1.${what}`),
    )
  })
})

describe('a recording of Stable Audio 3', () => {
  const onSa3 = (kept: RegExp, change: Changed['change'], index?: Changed['index']) =>
    changed({
      recording: 'tiny-sa3-small',
      stem: 'expected',
      links: ['checkpoint'],
      change: (tensors) => change(new Map([...tensors].filter(([name]) => kept.test(name)))),
      ...(index === undefined ? {} : { index }),
    })

  it('is told from another by each of its outputs', async () => {
    const outputs = [
      't5gemma.input_ids',
      't5gemma.last_hidden_state',
      't5gemma.prompt_embedding',
      'expo.features',
      'cond.negative_cross_attn',
      'dit.mixed.hidden.0',
      'dit.cfg4_apg0_phi0.5.out',
      'dit.cfg4_apg1_negative.out',
      'dit.inpaint_cfg4.out',
      'dit.padded.out',
      'dit.valid_only.out',
      'ae.odd_latent',
      'ae.long_decoded_chunked',
      'ae.noisy_decoded',
      'run.rk4_4.model_v',
      'run.euler12_varlen_cfg4.out',
      'schedule.logsnr_rate1_8_batch',
      'schedule.flux_1.5_4_4_len108_0.7',
      'whole.continuation.latents',
      'whole.pingpong_batch2.audio',
    ]
    const kept =
      /^(?:t5gemma\..*|expo\..*|cond\..*|padding_mask|inpaint\..*|ae\..*|dit\.(?:x|t|mixed.*|cfg.*|inpaint.*|padded.*|valid.*)|schedule\.(?:.*_8_batch|flux.*)|run\.(?:x_T|init|noise|rk4_4\..*|euler12_varlen.*)|whole\.(?:source.*|continuation.*|pingpong_batch2.*))$/
    // Not in padding, which is cut off or silent in places.
    const report = right(
      await onSa3(kept, (tensors) => outputs.reduce<Tensors>((all, name) => nudged(all, name, 0, 1), tensors)),
    )
    expect(failed(report).toSorted()).toEqual(outputs.map((name) => `other/checkpoint ${name}`).toSorted())
    expect(report.unknown).toEqual([])
  })

  it('depends on the noise, the masks and the prompts that it was recorded with', async () => {
    const kept =
      /^(?:ae\.(?:z|decoded|noise.*|noisy_decoded)|cond\..*|run\.(?:x_T|init|noise|pingpong8_varlen\..*)|whole\.(?:cfg4.*|source_audio))$/
    const mask = 'run.pingpong8_varlen.padding_mask'
    const report = right(
      await onSa3(
        kept,
        (tensors) => {
          // One more of its frames is sound.
          const behind = [...tensorOf(tensors, mask).data].lastIndexOf(1) + 1
          return nudged(nudged(tensors, 'ae.noise.tokens', 0, 9), mask, behind, 1)
        },
        (json) => json.replace('"negative_prompt": "low quality"', '"negative_prompt": "rain"'),
      ),
    )
    const run = ['model_v', 'model_x', 'out'].map((what) => `run.pingpong8_varlen.${what}`)
    const others = ['ae.noisy_decoded', 'whole.cfg4_negative.audio', 'whole.cfg4_negative.latents']
    expect(failed(report).toSorted()).toEqual([...run, ...others].map((name) => `other/checkpoint ${name}`).toSorted())
  })

  it('is one whose prompts are as long as it says, where the model says nothing of that', async () => {
    const kept = /^t5gemma\.(?:input_ids|attention_mask)$/
    const only = (index?: Changed['index']) =>
      changed({
        recording: 'tiny-sa3-medium',
        stem: 'expected',
        links: ['diffusers'],
        change: (tensors) => new Map([...tensors].filter(([name]) => kept.test(name))),
        ...(index === undefined ? {} : { index }),
      })
    expect(failed(right(await only()))).toEqual([])
    const shorter = right(await only((json) => json.replace('"max_length": 24', '"max_length": 23')))
    expect(failed(shorter)).toHaveLength(2)
  })
})

describe('a recorded graded run', () => {
  const links = ['checkpoint', 'course']
  const only =
    (names: readonly string[]) =>
    (tensors: Tensors): Tensors =>
      new Map([...tensors].filter(([name]) => names.includes(name)))

  it('is made as far as it is recorded, and told from another by each answer', async () => {
    const names = ['Q1.2', 'Q2.1', 'Q3.reference.1', 'Q5.5']
    const change = (tensors: Tensors): Tensors => nudged(only(names)(tensors), 'Q5.5', -1, 1)
    const report = right(await changed({ recording: 'narrow-sao', stem: 'homework4', links, change }))
    expect(report.comparisons.map(({ what }) => what).toSorted()).toEqual(
      names.map((name) => `other/checkpoint ${name}`),
    )
    expect(failed(report)).toEqual(['other/checkpoint Q5.5'])
  })

  it('depends on the seed, the steps and the guidance of its index', async () => {
    const other = async (from: string, to: string): Promise<readonly string[]> =>
      failed(
        right(
          await changed({
            recording: 'narrow-sao',
            stem: 'homework4',
            links,
            change: only(['Q3.0', 'Q2.0']),
            index: (json) => json.replace(from, to),
          }),
        ),
      )
    expect(await other('"seed": 456', '"seed": 456.0')).toEqual([])
    expect(await other('"seed": 456', '"seed": 457')).toEqual(['other/checkpoint Q3.0'])
    expect(await other('"guidance": 7', '"guidance": 6')).toEqual(['other/checkpoint Q3.0'])
    expect(await other('"steps": 50', '"steps": 49')).toEqual(['other/checkpoint Q3.0'])
  })
})
