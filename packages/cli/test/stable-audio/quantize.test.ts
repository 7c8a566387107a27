import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { latent, orThrow } from '@sigmastream/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { relativeError } from '../../src/quantize/difference.js'
import { pageOf } from '../../src/quantize/page.js'
import { pictureOf } from '../../src/quantize/picture.js'
import { quantizedJson } from '../../src/quantize/quantized-json.js'
import { differenceLines, type Report, textLines } from '../../src/quantize/report.js'
import { scratch, type } from '../support.js'
import { single, works } from './checkpoints.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const cacheAt = (name: string) => ({ env: { SIGMASTREAM_CACHE: at(name) } })
const int8 = ['model', 'quantize', single, '--precision', 'int8', '--threads', '1']

const filesIn = (cache: string): readonly string[] =>
  existsSync(cache)
    ? readdirSync(cache, { recursive: true, withFileTypes: true }).flatMap((entry) =>
        entry.isFile() ? [entry.name] : [],
      )
    : []

describe('model quantize', () => {
  it('says what holds, what it wrote and how large that is, and writes no page', async () => {
    const { stdout, stderr } = await works(int8, cacheAt('plain'))
    const [held, wrote, ...rest] = stdout.trimEnd().split('\n')
    expect(held).toMatch(
      /^14 of 14 matrices at 25 dB or more, 0 kept in float32; the lowest ratio is 3\d\.\d dB, block \d ff\.ff\.2$/,
    )
    expect(wrote).toMatch(/^wrote \S+int8\.safetensors: 1\.0 MB, 2\.8 MB in the checkpoint$/)
    expect(rest).toEqual([])
    expect(stderr).toMatch(
      /^running a few steps.*\n(.*\n)*measured 14 of 14 matrices\n(.*\n)*packed (\d+) of \3 weights\n$/,
    )
    expect(filesIn(at('plain'))).toEqual(['int8.safetensors'])
    expect((await works(int8, cacheAt('plain'))).stdout).toContain('already there: ')
  })

  it('keeps what is below the limit, as one object', async () => {
    const { stdout } = await works([...int8, '--limit', '36', '--json'], cacheAt('json'))
    const { precision, limit, kept, matrices, file, bytes, written } = JSON.parse(stdout)
    expect({ precision, limit, written }).toEqual({ precision: 'int8', limit: 36, written: true })
    expect(kept).toHaveLength(2)
    expect(kept.every((name: string) => name.endsWith('.ff.ff.2.weight'))).toBe(true)
    expect(matrices).toHaveLength(14)
    expect(bytes).toBe(readFileSync(file).length)
  })

  it('compares whole runs and writes them on a page, which shows no path and has what was typed escaped', async () => {
    const page = at('page.html')
    const prompt = '</title><script>"\'&drums'
    const line = [...int8, '--limit', '36', '--report', page, '--prompt', prompt, '--seconds', '0.2', '--steps', '4']
    const { stdout } = await works([...line, '--json'], cacheAt('report'))
    const { compared, report, file } = JSON.parse(stdout)
    expect(report).toBe(page)
    expect(compared.map(({ guidance }: { guidance: number }) => guidance)).toEqual([7, 1])
    for (const { latents, steps, decibels } of compared) {
      expect(steps).toHaveLength(4)
      // The last estimate is the result.
      expect(steps[3]).toBeCloseTo(latents, 6)
      expect(Math.min(...steps, decibels)).toBeGreaterThan(0)
      expect(Math.max(...steps)).toBeLessThan(0.3)
    }
    const html = readFileSync(page, 'utf8')
    expect(html).toContain('&lt;/title&gt;&lt;script&gt;&quot;&#39;&amp;drums')
    expect(html).toMatch(/<svg[^]*limit 36 dB[^]*self_attn\.to_qkv[^]*Guidance 7[^]*Without guidance[^]*<\/svg>/)
    expect(html.match(/<td>fp32<\/td>/g)).toHaveLength(2)
    expect(html.match(/<td>int8<\/td>/g)).toHaveLength(13)
    for (const secret of ['<script', folder, single, file, 'undefined', 'NaN']) expect(html).not.toContain(secret)

    expect(await type(line, cacheAt('report'))).toMatchObject({ exit: 2, stderr: expect.stringContaining('--force') })
    await works([...line, '--force'], cacheAt('report'))
  })

  it.each([
    [['--precision', 'fp32'], 'give one of fp16-weights, int8, int4'],
    [['--limit', 'much'], '--limit is "much": give a finite number'],
    [['--report', at('page.txt')], 'ends in .html'],
    [['--report', at('nowhere/page.html')], 'there is no folder'],
    [['--report', at('long.html'), '--seconds', '9'], '--seconds'],
    [['--prompt', ''], 'in words'],
    [['--steps', '4'], '--steps is for the runs that --report compares: give --report, or leave --steps out'],
    [['--seconds', '0.1'], '--seconds is for the runs that --report compares'],
  ])('refuses %j before it measures', async (options, right) => {
    const { exit, stderr, stdout } = await type([...int8, ...options], cacheAt('refused'))
    expect({ exit, stdout, stderr }).toEqual({ exit: 2, stdout: '', stderr: expect.stringContaining(right) })
    expect(stderr).not.toContain('measured')
    expect(filesIn(at('refused'))).toEqual([])
  })

  it('is told where its own help is', async () => {
    expect((await type(['model', 'quantize', folder])).stderr).toContain('see sigmastream model quantize --help')
    expect((await type(['model', 'quantise', folder])).stderr).toContain('see sigmastream model --help')
  })

  it('refuses a folder that is no model, and a cache that is no folder', async () => {
    expect(await type(['model', 'quantize', folder, '--precision', 'int8'])).toMatchObject({ exit: 2 })
    writeFileSync(at('file'), '')
    const { exit, stderr } = await type(int8, cacheAt('file'))
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: expect.stringContaining('SIGMASTREAM_CACHE') })
  })

  it('stops at a signal, and leaves nothing', async () => {
    const signal = AbortSignal.abort('SIGINT')
    const said = await type([...int8, '--report', at('stopped.html')], { ...cacheAt('stopped'), signal })
    expect(said).toMatchObject({ exit: 130, stdout: '' })
    expect([existsSync(at('stopped.html')), filesIn(at('stopped'))]).toEqual([false, []])
  })
})

describe('what a report says of the text encoder', () => {
  const said = (decibels: number) => textLines({ text: { decibels, limit: 20 } })

  it('is how far its tokens are from float32, and what comes of it', () => {
    expect(textLines({ text: null })).toEqual([])
    expect(said(26.0206)).toEqual([
      'what the text encoder makes of prompts: 26.0 dB above its error, which is 5 %; 20 dB or more, so it is packed',
    ])
    expect(said(6.0206)).toEqual([
      'what the text encoder makes of prompts: 6.0 dB above its error, which is 50 %; below 20 dB, so all of it stays in float32',
    ])
    expect(said(Infinity)).toEqual(['what the text encoder makes of prompts: exact; 20 dB or more, so it is packed'])
  })

  it('stands beside what is said of matrices, with what is said of attention', async () => {
    const sa3 = fileURLToPath(new URL('../../../../fixtures/tiny-sa3-small/checkpoint', import.meta.url))
    const line = ['model', 'quantize', sa3, '--precision', 'int8', '--threads', '1', '--json']
    const { text, matrices, attentions } = JSON.parse((await works(line, cacheAt('sa3'))).stdout)
    expect(text).toEqual({ decibels: expect.any(Number), limit: 20 })
    expect(matrices.filter(({ name }: { name: string }) => name.startsWith('encoder.layers.'))).toHaveLength(14)
    // Of the small model it is the autoencoder whose attention is a difference.
    expect(attentions).toHaveLength(2 * 4)
  })
})

describe('what --json says of a ratio that is no number', () => {
  it('is which infinity it is: of what loses nothing, or everything', () => {
    const one = (name: string, decibels: number) => ({ name, decibels })
    const quantized = {
      model: 'm',
      limit: 25,
      kept: [],
      file: '',
      bytes: 1,
      sourceBytes: 2,
      written: true,
      matrices: [one('a', Infinity), one('b', -Infinity), one('c', 30)],
      attentions: [one('d', -Infinity)],
      text: { decibels: Infinity, limit: 20 },
    }
    expect(JSON.parse(JSON.stringify(quantizedJson(quantized, { precision: 'int8' })))).toMatchObject({
      matrices: [{ decibels: 'Infinity' }, { decibels: '-Infinity' }, { decibels: 30 }],
      attentions: [{ decibels: '-Infinity' }],
      text: { decibels: 'Infinity' },
    })
  })
})

describe('what a report says of attention', () => {
  it('is the lowest ratio behind a difference, where there is one', () => {
    expect(differenceLines({ attentions: [] })).toEqual([])
    const name = (block: number): string => `model.model.transformer.layers.${block}.cross_attn`
    const attentions = [31, 20.04, 25].map((decibels, block) => ({ name: name(block), decibels }))
    expect(differenceLines({ attentions })).toEqual([
      'in 3 attention layers that subtract one attention from another, the lowest signal-to-noise ratio of the result is 20.0 dB, block 1 cross_attn',
    ])
  })
})

describe('the relative error', () => {
  it('of a latent made larger is by which part of it', () => {
    const numbers = fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(numbers, fc.double({ min: -2, max: 2, noNaN: true }), (values, part) => {
        const a = orThrow(latent([1, 2, 2], values))
        const b = orThrow(
          latent(
            [1, 2, 2],
            values.map((value) => value * (1 + part)),
          ),
        )
        expect(relativeError(a, b)).toBeCloseTo(Math.abs(part), 5)
        expect(relativeError(a, a)).toBe(0)
      }),
    )
  })
})

describe('the picture of a report', () => {
  const name = (block: number): string => `model.model.transformer.layers.${block}.ff.ff.2.weight`
  const report = (decibels: readonly number[], limit: number): Report => ({
    precision: 'fp16-weights',
    quantized: {
      model: 'm',
      limit,
      attentions: [],
      text: null,
      kept: decibels.flatMap((value, block) => (value >= limit ? [] : [name(block)])),
      file: '',
      bytes: 1,
      sourceBytes: 2,
      written: true,
      matrices: decibels.map((value, block) => ({ name: name(block), decibels: value })),
    },
    trial: { prompt: 'p', seconds: 1, seed: 1, sigmas: [1, 0] },
    compared: [{ guidance: 1, latents: 0, steps: [0], decibels: 0 }],
  })

  it('has a ring for each matrix that is kept, and the limit across', () => {
    const svg = pictureOf(report([50, 20, 40, 10], 30))
    expect(svg.match(/r="3.6"/g)).toHaveLength(2)
    expect(svg.match(/r="2.6"/g)).toHaveLength(2)
    expect(svg).toContain('limit 30 dB')
  })

  it('has a colour for each kind of matrix', () => {
    const drawn = report([50, 40, 30, 20], 10)
    const kinds = ['ff.ff.2', 'self_attn.to_qkv', 'self_attn.to_out', 'cross_attn.to_q']
    const { matrices, ...quantized } = drawn.quantized
    const svg = pictureOf({
      ...drawn,
      quantized: {
        ...quantized,
        matrices: matrices.map((one, i) => ({
          ...one,
          name: `model.model.transformer.layers.${i}.${kinds[i]}.weight`,
        })),
      },
    })
    const colours = [...svg.matchAll(/<circle[^>]* fill="(#[0-9a-f]{6})"/g)].map(([, colour]) => colour)
    expect(new Set(colours).size).toBeGreaterThanOrEqual(4)
  })

  it('is drawn where nothing is lost, or all, or nothing was measured', () => {
    for (const decibels of [[Infinity, Infinity], [Infinity, 3], [-Infinity, 3, -Infinity], []]) {
      const drawn = report(decibels, 30)
      expect(pictureOf(drawn)).not.toMatch(/NaN|Infinity|undefined/)
      expect(pageOf(drawn)).not.toMatch(/NaN|Infinity|undefined/)
    }
    const page = pageOf(report([Infinity, -Infinity], 30))
    for (const word of ['exact', 'lost']) expect(page).toContain(`<td class="number">${word}</td>`)
  })

  it('has beside it what is said of attention and of the text, where there is something', () => {
    const drawn = report([50, 40], 30)
    const attentions = [{ name: 'pretransform.model.decoder.layers.3.transformers.1.self_attn', decibels: 31 }]
    const text = { decibels: 26.0206, limit: 20 }
    const matrices = [{ name: 'encoder.layers.0.mlp.down_proj.weight', decibels: 35 }]
    const page = pageOf({ ...drawn, quantized: { ...drawn.quantized, matrices, attentions, text } })
    expect(page).toContain('what the text encoder makes of prompts: 26.0 dB above its error')
    expect(page).toContain('<td>text mlp.down_proj</td>')
    expect(page).toContain('<td>decoder self_attn</td><td class="number">31.0 dB</td>')
    const heading = 'Attention layers that subtract one attention from another'
    expect(page).toContain(heading)
    expect(pageOf(drawn)).not.toMatch(new RegExp(`${heading}|text encoder`))
  })
})
