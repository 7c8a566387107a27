import fc from 'fast-check'
import { decode } from 'fast-png'
import { either as E } from 'fp-ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { colourAt, emberRamp } from '../src/colour.js'
import { figure } from '../src/figure.js'
import { pixelsOf } from '../src/heat-map.js'
import { describePlotError, plotRun, type RunPlot } from '../src/index.js'
import { drawnRun } from './drawn-run.js'
import { inpainting, pictures } from './plots.js'

const pngOf = async (plot: RunPlot): Promise<Uint8Array> => {
  const png = await plotRun(plot)()
  if (E.isLeft(png)) throw new Error(describePlotError(png.left))
  return png.right
}

const refusal = async (plot: RunPlot): Promise<string> => {
  const png = await plotRun(plot)()
  return E.isLeft(png) ? describePlotError(png.left) : 'drawn'
}

/** The texts of an SVG, without their tags. */
const textsOf = (svg: string): readonly string[] =>
  [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, inner = '']) => inner.replaceAll(/<[^>]*>/g, '|'))

const { paint: _, ...restyling } = { ...inpainting, regions: [] }

describe('the figure', () => {
  it('names its parts, its axes and its region', () => {
    const texts = textsOf(figure(inpainting))
    for (const label of [
      inpainting.title,
      inpainting.subtitle,
      '2 – 4.5 s',
      'channel',
      'seconds',
      'σ',
      'rms',
      'step',
      'painted',
      'value',
      'Before|the input|',
      'Gap|what is kept of the input|',
      'After|the result, the gap filled|',
    ])
      expect(texts).toContain(label)
    expect(texts.some((label) => label.startsWith('Schedule|'))).toBe(true)
    expect(texts.some((label) => label.startsWith('Movement|'))).toBe(true)
  })

  it('has no panel of the gap where there is no region', () => {
    const texts = textsOf(figure(restyling))
    expect(texts).toContain('After|the result|')
    expect(texts.filter((label) => label.startsWith('Gap') || label === 'painted')).toEqual([])
  })

  it('has no number that is not one, whatever the run was', () => {
    const sigma = fc.double({ min: 0, max: 1e4, noNaN: true })
    const regions = fc.array(fc.tuple(fc.integer({ min: 0, max: 98 }), fc.integer({ min: 1, max: 50 })), {
      maxLength: 6,
    })
    fc.assert(
      fc.property(fc.array(sigma, { minLength: 1, maxLength: 80 }), regions, fc.string(), (sigmas, spans, title) => {
        const moved = sigmas.slice(1).map((rms, step) => ({ step: step + 1, rms }))
        const some = spans.map(([from, length]) => ({ from: from / 10, to: (from + length) / 10 }))
        const svg = figure({ ...inpainting, title, sigmas, moved, regions: some })
        expect(svg.replaceAll(/<text.*?<\/text>|base64,[^"]*/g, '')).not.toMatch(/NaN|Infinity|undefined/)
        expect(svg).not.toContain('width="-')
      }),
      { numRuns: 40 },
    )
  })

  it('says so where nothing moved', () => {
    expect(textsOf(figure({ ...inpainting, moved: [] }))).toContain('fewer than two estimates: nothing moved')
  })

  it('leaves out region labels that would touch', () => {
    const regions = [
      { from: 1, to: 1.1 },
      { from: 1.2, to: 1.3 },
      { from: 8, to: 9 },
    ]
    expect(textsOf(figure({ ...inpainting, regions })).filter((label) => label.endsWith(' s'))).toEqual([
      '1 – 1.1 s',
      '8 – 9 s',
    ])
  })
})

describe('a heat map', () => {
  it("has its last row on top, and the floor's colour for NaN", () => {
    const scale = { title: '', floor: 0, ceiling: 1, ramp: emberRamp }
    const pixels = pixelsOf({ rows: 2, columns: 2, seconds: 1, values: Float32Array.of(0, Number.NaN, 1, 2) }, scale)
    const [low, high] = [colourAt(emberRamp, 0), colourAt(emberRamp, 1)]
    expect([...pixels]).toEqual([...high, ...high, ...low, ...low])
  })
})

describe('the picture of a run', () => {
  const drawn: { restyling: Uint8Array } = { restyling: new Uint8Array() }
  beforeAll(async () => void (drawn.restyling = await pngOf(restyling)), 60_000)

  it('is a PNG 2000 pixels wide with its fonts, the same every time', async () => {
    const png = await pngOf(inpainting)
    const image = decode(png)
    expect([image.width, image.height]).toEqual([2000, 1728])
    expect(Buffer.compare(png, await pngOf(inpainting))).toBe(0)
    // without a font the row of the title would be white
    const title = image.data.subarray(60 * image.width * image.channels, 90 * image.width * image.channels)
    expect(title.some((part) => part < 64)).toBe(true)
  })

  it('is lower without a gap', async () => {
    expect(decode(drawn.restyling).height).toBeLessThan(1728)
  })

  it('is drawn for one step, one frame, and a schedule of one level', async () => {
    const one = { rows: 1, columns: 1, values: Float32Array.of(0), seconds: 1e-4 }
    const tiny = { ...restyling, pictures: { ...pictures, before: one, after: one }, moved: [] }
    const [step, level] = [
      drawnRun(await pngOf({ ...tiny, sigmas: [1, 0] })),
      drawnRun(await pngOf({ ...tiny, sigmas: [0] })),
    ]
    for (const { colours, differing, lines } of [step, level]) {
      expect({ colours, differing: differing(0, 1), movement: lines.movement }).toEqual({
        colours: [1, 1],
        differing: null,
        movement: 0,
      })
    }
    // A line from one level to the other, and the ring of a level alone.
    expect(step.lines.schedule).toBeGreaterThan(1000)
    expect(level.lines.schedule).toBeGreaterThan(10)
    expect(level.lines.schedule).toBeLessThan(100)
  })

  it('of what was made of nothing has one panel, and is smaller', async () => {
    const alone = { ...restyling, pictures: { ...pictures, before: null } }
    const png = await pngOf(alone)
    expect(decode(png).height).toBeLessThan(decode(drawn.restyling).height)
    const [one, two] = [drawnRun(png, { panels: 1 }), drawnRun(drawn.restyling)]
    expect(one.colours).toEqual(two.colours.slice(1))
    expect(one.lines).toEqual(two.lines)
  })

  it('is drawn under a title of any characters', async () => {
    const [plain, odd] = [
      drawnRun(drawn.restyling),
      drawnRun(await pngOf({ ...restyling, title: 'a\u0000<b>&"\ud800 \ufffe 🥁 '.repeat(40) })),
    ]
    expect([odd.colours, odd.lines]).toEqual([plain.colours, plain.lines])
    expect(plain.colours[0]).toBeGreaterThan(20)
  })

  it('is refused where a value makes no sense, saying what would be right', async () => {
    expect(await refusal({ ...inpainting, sigmas: [] })).toContain('at least one sigma')
    expect(await refusal({ ...inpainting, sigmas: [1, Number.NaN] })).toContain('a sigma of NaN')
    expect(await refusal({ ...inpainting, moved: [{ step: 1, rms: Infinity }] })).toContain(
      'a movement: Infinity at step 1',
    )
    expect(await refusal({ ...inpainting, regions: [{ from: 3, to: 2 }] })).toContain('a region: 3 to 2 seconds')
    expect(await refusal({ ...inpainting, regions: [{ from: 11, to: 12 }] })).toContain('from below 10')
    expect(await refusal({ ...inpainting, paint: { start: 3, end: 1 } })).toContain('start <= end')
    const before = { ...pictures.before, columns: 21 }
    expect(await refusal({ ...inpainting, pictures: { ...pictures, before } })).toContain('before: 80 values; give 84')
    const scale = { ...pictures.scale, floor: 3 }
    expect(await refusal({ ...inpainting, pictures: { ...pictures, scale } })).toContain('the floor below the ceiling')
    const huge = { rows: 2 ** 30, columns: 2 ** 20, values: new Float32Array(0), seconds: 1 }
    expect(await refusal({ ...inpainting, pictures: { ...pictures, after: huge } })).toContain('after: 1073741824 rows')
  })
})
