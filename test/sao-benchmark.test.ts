import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { idealSeconds, operationsOf } from '../benchmarks/sao/operations.mjs'
import { decodeOptions } from '../benchmarks/sao/options.mjs'
import { type Result, rowsOf } from '../benchmarks/sao/rows.mjs'
import { median } from '../benchmarks/sao/statistics.mjs'
import { elsewhereLines, heading, markdownOf, tableOf } from '../benchmarks/sao/table.mjs'
import { type Work, worksOf } from '../benchmarks/sao/works.mjs'

const allDecoded = (...args: readonly string[]) => {
  const options = decodeOptions(args)
  if (E.isLeft(options)) throw new Error(options.left)
  return options.right
}
const decoded = (...args: readonly string[]) => {
  const [options] = allDecoded(...args)
  if (options === undefined) throw new Error('no kind')
  return options
}

describe('the options of bench:sao', () => {
  it('has every part, both lengths and two precisions by default', () => {
    expect(decoded()).toMatchObject({
      frames: [128, 1024],
      precision: ['fp32', 'int8'],
      peers: [],
      runs: 3,
      steps: 50,
    })
    const works = worksOf(decoded()).map(({ label }) => label)
    expect(works).toHaveLength(16)
    expect(new Set(works).size).toBe(works.length)
  })

  it('are of the small model where that is measured: its length, eight steps, an eleven second clip, no guidance', () => {
    const small = decoded('--model-kind', 'small', '--precision', 'int8')
    expect(small).toMatchObject({ frames: [237], steps: 8, seconds: 11, model: '.bench/full-size-small' })
    const works = worksOf(small)
    expect(works.map(({ label }) => label)).toContain('whole 11 s clip, 8 steps')
    expect(works.some(({ label }) => label.startsWith('guided'))).toBe(false)
    expect(works.every(({ kind }) => kind === 'small')).toBe(true)
  })

  it('are read as they are typed', () => {
    const options = decoded(
      '--frames',
      '64',
      '--precision',
      'int4',
      '--parts',
      'start,dit',
      '--peer',
      '--model',
      'here',
    )
    expect(options).toMatchObject({
      frames: [64],
      precision: ['int4'],
      parts: ['start', 'dit'],
      peers: ['torch-fp32', 'torch-bf16', 'torch-int8', 'openvino-fp32', 'openvino-bf16', 'openvino-int8'],
      model: 'here',
    })
    expect(worksOf(options).map(({ part, cache }) => [part, cache])).toEqual([
      ['start', 'first'],
      ['start', 'cold'],
      ['start', 'warm'],
      ['dit', undefined],
    ])
  })

  it('are of both sizes of Stable Audio 3 where those are measured: half a minute, eight steps', () => {
    const both = allDecoded('--model-kind', 'sa3-small,sa3-medium')
    expect(both.map(({ kind, frames, steps, seconds }) => [kind, frames, steps, seconds])).toEqual([
      ['sa3-small', [388], 8, 30],
      ['sa3-medium', [388], 8, 30],
    ])
    expect(both.flatMap(worksOf).map(({ label }) => label)).toContain('decode 36.0 s')
    expect(both.flatMap(worksOf).filter(({ part }) => part === 'clip')[0]).toMatchObject({ frames: 388 })
  })

  it('measure an autoencoder in the precisions that it is held in: of transformers in all, of convolutions in one', () => {
    const coded = (kind: string) =>
      worksOf(decoded('--model-kind', kind, '--parts', 'decode,encode')).map(({ part, precisions }) => [
        part,
        precisions,
      ])
    expect(coded('sa3-small')).toEqual([
      ['start', ['int8']],
      ['decode', ['fp32', 'int8']],
      ['encode', ['fp32', 'int8']],
    ])
    expect(coded('small')).toEqual([
      ['decode', ['fp32']],
      ['encode', ['fp32']],
    ])
  })

  it('measure a text encoder in the precisions that it is held in: of T5Gemma in all, of T5 in one', () => {
    const told = (kind: string) =>
      worksOf(decoded('--model-kind', kind, '--parts', 'text')).map(({ part, precisions }) => [part, precisions])
    expect(told('sa3-small')).toEqual([
      ['start', ['int8']],
      ['text', ['fp32', 'int8']],
    ])
    expect(told('small')).toEqual([['text', ['fp32']]])
  })

  it('name some of the others', () => {
    expect(decoded('--peers', 'torch-bf16,openvino-int8').peers).toEqual(['torch-bf16', 'openvino-int8'])
  })

  it.each([
    [['--precision', 'int7'], /--precision has "int7": give one or more of fp32,fp16-weights,int8,int4/],
    [['--parts', 'dit,vae'], /--parts has "vae": give one or more of dit,/],
    [['--frames', '128,0'], /--frames is "0": give a whole number from 1 to 1024/],
    [['--frames', '1.5'], /--frames is "1.5"/],
    [['--model-kind', 'large'], /--model-kind has "large": give one or more of 1.0,small,sa3-small,sa3-medium/],
    [['--model-kind', 'small', '--frames', '257'], /--frames is "257": give a whole number from 1 to 256/],
    [['--model-kind', 'small', '--seconds', '12'], /--seconds is "12": give a number above 0, at most 11.88/],
    [['--frames', '128,128'], /--frames has "128" twice/],
    [['--runs', ''], /--runs is "": give a whole number/],
    [['--model', ''], /--model is empty: give a folder/],
    [['--model-kind', 'small,1.0', '--model', 'here'], /--model is one folder: give one --model-kind/],
    [['--peers', 'torch'], /--peers has "torch": give one or more of torch-fp32,/],
    [['--frame', '128'], /--frame[\s\S]*usage: npm run bench:sao/],
    [['128'], /128[\s\S]*usage: npm run bench:sao/],
    [['--steps'], /--steps[\s\S]*usage: npm run bench:sao/],
  ])('%j is refused with what would be right', (args, message) => {
    expect(decodeOptions(args)).toEqual(E.left(expect.stringMatching(message)))
  })

  it('the program refuses before it measures', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['benchmarks/sao/main.mjs', '--runs', 'many'], {
      encoding: 'utf8',
    })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(/^bench:sao: --runs is "many": give a whole number from 1 to 1000\n$/)
  })
})

it('as many samples lie below the median as above it, and it lies among them', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e3, noNaN: true }), { minLength: 1 }), (samples) => {
      const middle = median(samples)
      expect(samples.filter((sample) => sample < middle).length).toBeLessThanOrEqual(samples.length / 2)
      expect(samples.filter((sample) => sample > middle).length).toBeLessThanOrEqual(samples.length / 2)
      expect(Math.min(...samples) <= middle && middle <= Math.max(...samples)).toBe(true)
    }),
  )
})

const workOf = (part: string, ...args: readonly string[]): Work => {
  const work = worksOf(decoded('--parts', part, ...args)).find((one) => one.part === part)
  if (work === undefined) throw new Error(`no work of ${part}`)
  return work
}
const result = (
  work: Work,
  contender: string,
  samples: readonly number[],
  peak: number,
  more: object = {},
): Result => ({ work, contender, measured: [{ samples, peak, ...more }], notes: [] })

it('a precision that packs weights has its first start before all else', () => {
  expect(worksOf(decoded('--precision', 'fp32,int4'))[0]).toMatchObject({ cache: 'first', precisions: ['int4'] })
  expect(worksOf(decoded('--precision', 'fp32')).map(({ cache }) => cache)).not.toContain('first')
  expect(worksOf(decoded('--parts', 'text,decode')).map(({ cache }) => cache)).not.toContain('first')
})

/** A processor with 8-bit products, whose products run at these rates. */
const processor = { vnni: true, rateOf: (precision: string) => (precision === 'fp32' ? 1e11 : 4e11) }

describe('the table of bench:sao', () => {
  const dit = workOf('dit')

  it('compares medians and peaks: with PyTorch in float32, with the quickest of the others and with the smallest', () => {
    const rows = rowsOf(
      [
        result(dit, 'fp32', [1, 2, 9], 4e9),
        result(dit, 'int8', [0.5], 1e9),
        result(dit, 'torch-fp32', [4], 4e9),
        result(dit, 'torch-int8', [1], 8e9),
        result(dit, 'openvino-int8', [1.5], 2e9),
      ],
      processor,
    )
    expect(rows.map(({ faster, fasterThanBest, fasterThanInt8 }) => [faster, fasterThanBest, fasterThanInt8])).toEqual([
      [2, 0.5, 0.5],
      [8, 2, 2],
    ])
    expect(rows.map(({ memory, memoryOfLeast, verdict }) => [memory, memoryOfLeast, verdict])).toEqual([
      [1, 2, 'met'],
      [0.25, 0.5, 'met'],
    ])
    expect(rows[0]).toMatchObject({ quickest: 'torch-int8', smallest: 'openvino-int8', ours: { spread: [1, 9] } })
  })

  it('says by what a target is missed', () => {
    const [fp32, int8] = rowsOf(
      [
        result(dit, 'fp32', [4], 6e9),
        result(dit, 'int8', [0.5], 2e9),
        result(dit, 'torch-fp32', [4], 4e9),
        result(dit, 'torch-int8', [1], 8e9),
      ],
      processor,
    )
    expect(fp32?.verdict).toBe('missed: time, memory')
    expect(int8?.verdict).toBe('missed: memory')
  })

  it('has the target of its kind of processor, and says that the other kind was not measured', () => {
    const results = [result(dit, 'int8', [1], 1e9), result(dit, 'torch-fp32', [4], 4e9)]
    const [, withVnni] = rowsOf(results, processor)
    const [, without] = rowsOf(results, { ...processor, vnni: false })
    expect(withVnni).toMatchObject({ target: { bestInt8: 1.3 }, elsewhere: { faster: 2 }, verdict: 'not measured' })
    expect(without).toMatchObject({ target: { faster: 2 }, elsewhere: { bestInt8: 1.3 }, verdict: 'met' })
    expect(elsewhereLines(rowsOf(results, processor))).toEqual([
      'guided call, 128 frames, int8: 2x PyTorch fp32, memory 0.35x on the other kind of processor: not measured here',
    ])
  })

  it('judges nothing that was not measured', () => {
    const [fp32] = rowsOf(
      [result(dit, 'fp32', [1], 1e9), { work: dit, contender: 'torch-fp32', measured: [], notes: ['no memory'] }],
      processor,
    )
    expect(fp32).toMatchObject({ verdict: 'not measured', notes: ['no memory'] })
    expect(fp32).not.toHaveProperty('faster')
  })

  it('shows a clip against the others with and without their loading, and the sampler as a share of the fastest clip', () => {
    const clip = workOf('clip')
    const overhead = workOf('overhead')
    const rows = rowsOf(
      [
        result(clip, 'fp32', [100], 4e9),
        result(clip, 'int8', [40], 2e9),
        result(clip, 'torch-fp32', [200], 6e9, { work: [160] }),
        result(overhead, 'fp32', [0.2], 1e8),
      ],
      processor,
    )
    expect(rows.map(({ faster, share, verdict }) => [faster ?? share, verdict])).toEqual([
      [2, ''],
      [1.6, ''],
      [5, 'met'],
      [4, ''],
      [0.005, 'met'],
    ])
  })

  it('has no target for the small model', () => {
    const start = workOf('start', '--model-kind', 'small', '--precision', 'int8')
    expect(rowsOf([result(start, 'int8', [9], 2e9)], processor)[0]).not.toHaveProperty('target')
  })

  it('speaks of a target of fifty steps where fifty were made only', () => {
    const few = workOf('clip', '--steps', '4', '--precision', 'int8')
    expect(rowsOf([result(few, 'int8', [40], 2e9)], processor)[0]).not.toHaveProperty('target')
  })

  it('has as many cells in each line as the heading, in Markdown too', () => {
    const rows = rowsOf([result(dit, 'fp32', [11, 12, 19], 4e9), result(dit, 'torch-fp32', [24], 4e9)], processor)
    const [head, rule, line] = markdownOf(rows)
    expect([head, rule, line].map((text) => text?.split('|').length)).toEqual(
      Array.from({ length: 3 }, () => heading.length + 2),
    )
    expect(line).toBe(
      '| guided call, 128 frames | fp32 | 12 s [11 s .. 19 s] | 24 s, -, - | - | 2.00x | 2.00x (PyTorch fp32) | 4.00 GB | 1.00x | ' +
        '1.00x (PyTorch fp32: 4.00 GB) | 46 % | 1.5x PyTorch fp32, memory 1.1x | met |',
    )
    const [first = '', second = ''] = tableOf(rows)
    expect(second.indexOf('fp32')).toBe(first.indexOf('precision'))
  })
})

describe('the operations of a work', () => {
  it('of a call are two for each weight and position, for both branches of guidance, and those of attention', () => {
    const [one, two] = [128, 256].map((frames) => operationsOf({ kind: '1.0', part: 'dit', frames }) ?? 0)
    // 1.0 has 1.057 G numbers in its transformer, of which a position meets all but the conditioning's.
    expect(one).toBeGreaterThan(2 * 2 * 1e9 * 128)
    expect(one).toBeLessThan(2 * 2 * 1.2e9 * 129)
    expect(two).toBeGreaterThan(1.9 * (one ?? 0))
  })

  it.each(['1.0', 'sa3-small'] as const)('of decoding grow with the length, and no faster: %s', (kind) => {
    const [short = 0, long = 0] = [10, 30].map((frames) => operationsOf({ kind, part: 'decode', frames }))
    expect(long).toBe(3 * short)
  })

  it('of a clip are of the text too, in eight bits where that is held in them', () => {
    const rateOf = (precision: string) => (precision === 'int8' ? 2e11 : 1e11)
    for (const [kind, rate] of [
      ['small', 1e11],
      ['sa3-small', 2e11],
    ] as const) {
      const clip = workOf('clip', '--model-kind', kind)
      const { frames = 0, steps = 0 } = clip
      const part = (name: string) => operationsOf({ kind, part: name, frames }) ?? Number.NaN
      const seconds = part('text') / rate + (steps * part('dit')) / 2e11 + part('decode') / rate
      expect(idealSeconds(clip, 'int8', rateOf)).toBeCloseTo(seconds, 6)
      expect(idealSeconds({ ...clip, part: 'text' }, 'int8', rateOf)).toBeCloseTo(part('text') / rate, 6)
    }
  })

  it('are not known of a start', () => {
    expect(operationsOf({ kind: '1.0', part: 'start', frames: 128 })).toBeUndefined()
  })
})
