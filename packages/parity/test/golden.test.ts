import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import { type Comparison, type FolderReport, parity } from '../src/index.js'

const golden = fileURLToPath(new URL('../../../fixtures', import.meta.url))
const report = await parity(golden)()

describe('against the recorded outputs of k-diffusion, ComfyUI, PyTorch, stable-audio-tools, stable-audio-3 and diffusers', () => {
  const { comparisons, unknown } = pipe(
    report,
    E.getOrElse(
      (): FolderReport => ({
        comparisons: [],
        unknown: ['the recording could not be read'],
        notOffered: [],
      }),
    ),
  )

  it('every recorded tensor is known', () => expect(unknown).toEqual([]))

  it('every schedule, draw and run is compared, every part of a model in both layouts, and the graded run', () => {
    expect(comparisons.length).toBeGreaterThan(1100)
    for (const name of [
      'tiny-sao/checkpoint',
      'tiny-sao/diffusers',
      'tiny-sao-small/checkpoint whole',
      'tiny-sa3-small/checkpoint whole',
      'tiny-sa3-medium/checkpoint whole',
      'tiny-sa3-medium/diffusers whole',
      'narrow-sao/checkpoint Q5.',
    ]) {
      expect(comparisons.some(({ what }) => what.startsWith(name))).toBe(true)
    }
  })

  it.each(comparisons.map((comparison) => [comparison.what, comparison] as const))(
    '%s is within its tolerance',
    (_, comparison) => {
      expect(comparison).toMatchObject({ pass: true })
    },
  )

  /** What the recording of other samplers has to do with: it brings tolerances made of its own rounding. */
  const { runs }: { runs: Record<string, unknown> } = JSON.parse(
    readFileSync(`${golden}/samplers-extra/samplers.json`, 'utf8'),
  )
  const others = new Set(Object.keys(runs).map((name) => `sampler ${name}`))

  /** What shares a tolerance: the kind, or the sampler, and for a model the first word of a tensor's name. */
  const families = new Map<string, Comparison[]>()
  for (const one of comparisons.filter(
    ({ what, tolerance: { bound } }) => bound > 0 && !others.has(what.replace(/:.*/, '')),
  )) {
    const family =
      /^(?:schedule [a-z]+|draw [a-z]+_?(?:f\d+)?|sampler [^:]+|guidance\.[a-z]+|[\w-]+\/\w+ (?:Q|\w+))/.exec(
        one.what,
      )?.[0] ?? one.what
    families.set(family, [...(families.get(family) ?? []), one])
  }

  // A unit in the last place of one time moves a run of Stable Audio 3 more than all else, which its recording allows for; and
  // what its frames are told is the same to the bit.
  const isLoose = (family: string): boolean => /^tiny-sa3-\w+\/\w+ (?:run|whole|inpaint)$/.test(family)
  const worstOf = (those: readonly Comparison[]): number =>
    Math.max(...those.map((one) => (one.tolerance.measure === 'absolute' ? one.absolute : one.relative)))

  it.each([...families].filter(([family]) => isLoose(family)))('%s is nearer than its tolerance', (_, those) => {
    expect(worstOf(those)).toBeLessThan(1e-3)
  })

  // Room for an engine that sums in another order on another machine, either way. Of values in half precision, which are here
  // the same, the least that can differ is one unit: float32 values on either side of a border are rounded apart.
  it.each([...families].filter(([family]) => !isLoose(family)))(
    'the tolerance of %s is no more than 50 times what is measured',
    (family, those) => {
      const bounds = new Set(those.map(({ tolerance }) => tolerance.bound))
      expect(Math.max(...bounds)).toBeLessThanOrEqual(family === 'draw randn_f16' ? 1 : 50 * worstOf(those))
    },
  )
})
