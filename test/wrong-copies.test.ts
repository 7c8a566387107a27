import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  advance,
  choose,
  combine,
  constant,
  type Denoiser,
  inFlowTime,
  type Latent,
  orThrow,
  plan,
  run,
  type Step,
  startAt,
} from '@sigmastream/core'
import { gaussianDenoiser, pure } from '@sigmastream/core/analytic'
import { keyed } from '@sigmastream/core/noise'
import { polyexponential, sigmaOfTime } from '@sigmastream/core/schedules'
import {
  type Deis,
  deis,
  dpmpp2m,
  dpmpp2sAncestral,
  euler,
  guidedDenoiser,
  heun,
  lms,
  resMultistep,
  unipc,
  withCfgpp,
} from '@sigmastream/samplers'
import { expect, it } from 'vitest'
import {
  copiedDpmpp2mCfgpp,
  copiedDpmpp2sCfgpp,
  copiedResCfgpp,
} from '../packages/parity/src/samplers-extra/copies/cfgpp.js'
import { copiedDeis } from '../packages/parity/src/samplers-extra/copies/deis.js'
import { copiedIpndmV } from '../packages/parity/src/samplers-extra/copies/ipndm-v.js'
import { copiedUniPc, UNIPC_END } from '../packages/parity/src/samplers-extra/copies/unipc.js'
import { exactEnd } from './by-calls/measure.js'
import { engine } from './by-calls/model.js'
import { filled, table } from './by-calls/tables.js'

const page = fileURLToPath(new URL('../docs/wrong-copies.md', import.meta.url))
const single = (value: number): Latent => constant([1, 1, 1], value)

/** Where a step takes 0 from the last sigma but one, when the derivative at each sigma is `derivativeAt` of its place. */
const landing = async (
  step: Step,
  sigmas: readonly number[],
  derivativeAt: (sigma: number, place: number) => number,
): Promise<number> => {
  const index = sigmas.length - 2
  const [from = Number.NaN, to = Number.NaN] = sigmas.slice(index)
  const evaluations = sigmas.slice(0, -1).map((sigma, place) => ({
    sigma,
    x: single(0),
    denoised: single(-sigma * derivativeAt(sigma, place)),
  }))
  const known = { denoiser: pure(() => evaluations[index]?.denoised ?? single(0)), noise: keyed(1) }
  const past = evaluations.slice(0, -1).toReversed()
  const start = { phase: 'ready', x: single(0), past, slot: null } as const
  const at = { index, of: index + 1, from, to }
  return orThrow(await advance(step, start, at, known, new AbortController().signal)()).x.data[0] ?? Number.NaN
}

/** What each derivative weighs in a step, in units of the step, the newest first. */
const weightsIn = async (step: Step, sigmas: readonly number[]): Promise<readonly number[]> => {
  const [from = Number.NaN, to = Number.NaN] = sigmas.slice(-2)
  const places = sigmas
    .slice(0, -1)
    .map((_, place) => place)
    .toReversed()
  const ends = await Promise.all(places.map((one) => landing(step, sigmas, (_, place) => (place === one ? 1 : 0))))
  return ends.map((end) => end / (to - from))
}

const fixed = (digits: number) => (value: number) => value.toFixed(digits)

const right = ['`lms`', lms()] as const
const copy = ['the copy', copiedIpndmV(4)] as const

const equalTable = async (): Promise<string> =>
  table(
    ['', 'newest', 'one before', 'two before', 'three before'],
    await Promise.all(
      [right, copy].map(async ([name, step]) => [name, ...(await weightsIn(step, [5, 4, 3, 2, 1])).map(fixed(3))]),
    ),
  )

const parabolaTable = async (): Promise<string> => {
  const exact = (0.9 ** 3 - 1.7 ** 3) / 3
  const errorOf = async (step: Step) => {
    const end = await landing(step, [5.3, 3.1, 1.7, 0.9], (sigma) => sigma ** 2)
    return Math.abs(end / exact - 1).toFixed(2)
  }
  return table(
    ['', 'relative error'],
    [
      ['`lms` of order 3', await errorOf(lms({ order: 3 }))],
      ['the copy', await errorOf(copiedIpndmV(3))],
    ],
  )
}

/** Half of the steps on a line down to 0.975, the other half on a parabola that goes on from it: Mochi's list. */
const linearQuadratic = (steps: number): readonly number[] => {
  const [half, knee] = [steps / 2, 0.025]
  const slope = knee / half
  const bend = (1 - knee - slope * half) / half ** 2
  return Array.from({ length: steps + 1 }, (_, i) =>
    i <= half ? 1 - slope * i : 1 - knee - slope * (i - half) - bend * (i - half) ** 2,
  )
}

const sumsTable = async (): Promise<string> => {
  const times = linearQuadratic(28)
  const steps = [13, 14, 15, 16, 17, 18]
  const sumsOf = ([name, step]: readonly [string, Step]) =>
    Promise.all(
      steps.map(async (i) => (await weightsIn(step, times.slice(i - 3, i + 2))).reduce((sum, weight) => sum + weight)),
    ).then((sums) => [name, ...sums.map(fixed(2))])
  return table(['step', ...steps.map(String)], await Promise.all([right, copy].map(sumsOf)))
}

const runOver = async (step: Step, sigmas: readonly number[]): Promise<Latent> =>
  orThrow(await run(plan({ step, schedule: sigmas, shape: [1, 4, 16] }), engine)()).x

const falling = (steps: number): readonly number[] => polyexponential({ steps, sigmaMin: 0.03, sigmaMax: 80 }).sigmas

const rounded = (value: number): string => `${Number(value.toPrecision(1))}`

/** How far one result is from another, relative to it. */
const apart = (x: Latent, from: Latent): number =>
  Math.hypot(...combine([1, x], [-1, from]).data) / Math.hypot(...from.data)

/** The exact end of a run from pure noise, which is the sigma of time 1 in float32; from there Heun could not tell. */
const exactFlowEnd = (): Promise<Latent> =>
  runOver(
    choose(({ from }) => from === sigmaOfTime(1), euler(), heun()),
    [sigmaOfTime(1), ...polyexponential({ steps: 1500, sigmaMin: 0.003, sigmaMax: 1e4 }).sigmas],
  )

const errorsTable = async (): Promise<string> => {
  const budgets = [14, 20, 28, 50]
  const bent = (steps: number): readonly number[] => linearQuadratic(steps).map(sigmaOfTime)
  const [smoothEnd, bentEnd] = [await exactEnd(), await exactFlowEnd()]
  const errors = async (list: string, [name, step]: readonly [string, Step], sigmas: typeof falling, exact: Latent) => [
    list,
    name,
    ...(await Promise.all(budgets.map(async (calls) => rounded(apart(await runOver(step, sigmas(calls)), exact))))),
  ]
  return table(
    ['list', '', ...budgets.map((calls) => `${calls} calls`)],
    await Promise.all([
      ...[right, copy].map((one) => errors('polyexponential', one, falling, smoothEnd)),
      ...[right, copy].map(([name, step]) =>
        errors('linear-quadratic, in flow time', [name, inFlowTime(step)], bent, bentEnd),
      ),
    ]),
  )
}

/** The process that has one sigma at time 0.001, and another at 1: beta(t) = betaMin + betaD t. */
const processOf = (sigmaMin: number, sigmaMax: number): Required<Pick<Deis, 'betaD' | 'betaMin'>> => {
  const [low, high] = [Math.log1p(sigmaMin ** 2), Math.log1p(sigmaMax ** 2)]
  const betaD = (2 * (low / 1e-3 - high)) / (1e-3 - 1)
  return { betaD, betaMin: high - betaD / 2 }
}

const deisTable = async (): Promise<string> => {
  const sigmas = falling(20)
  const own = await runOver(deis(), sigmas)
  const rowOf = async (name: string, step: Step) => [name, apart(await runOver(step, sigmas), own).toExponential(0)]
  return table(
    ['', 'moves the result by'],
    [
      await rowOf('the copy', copiedDeis(3)),
      await rowOf('the time of sigma 0.03 to 500, as for Stable Audio Open', deis(processOf(0.03, 500))),
    ],
  )
}

const unipcTable = async (): Promise<string> => {
  const sigmas = falling(20)
  const own = await runOver(unipc(), sigmas)
  const cut = await runOver(copiedUniPc({ order: 2, variant: 'bh2' }), [...sigmas.slice(0, -1), UNIPC_END])
  return table(['', 'moves the result by'], [[`an end at ${UNIPC_END}`, apart(cut, own).toExponential(0)]])
}

/** Where steps under CFG++ take 8 from sigma 8 down to 4, 2 and 1, when the guided estimate is 1 and the other 0. */
const cfgppTable = async (): Promise<string> => {
  const still = {
    denoiser: pure(() => Object.assign(single(1), { unconditional: single(0) })),
    noise: keyed(1),
  }
  const rowOf = async (name: string, step: Step) => [
    name,
    ...(await Promise.all(
      [2, 3, 4].map(async (count) => {
        const planned = plan({ step, schedule: [8, 4, 2, 1].slice(0, count), shape: [1, 1, 1] })
        return fixed(2)(orThrow(await run(startAt(planned, single(8)), still)()).x.data[0] ?? Number.NaN)
      }),
    )),
  ]
  return table(
    ['', 'at sigma 4', 'at sigma 2', 'at sigma 1'],
    [
      await rowOf('`euler`', withCfgpp(euler())),
      await rowOf('`dpmpp-2m`', withCfgpp(dpmpp2m())),
      await rowOf('the copy of `dpmpp-2m`', copiedDpmpp2mCfgpp()),
      await rowOf('`res-multistep`', withCfgpp(resMultistep())),
      await rowOf('the copy of `res-multistep`', copiedResCfgpp(0)),
    ],
  )
}

/** By how much the copy of 2S moves the result of 20 steps between the model and a plain Gaussian, without noise. */
const cfgpp2sTable = async (): Promise<string> => {
  const denoiser = guidedDenoiser<Denoiser>(
    (x, sigma, models, signal) => Promise.all(models.map((model) => model(x, sigma, signal))),
    { toward: engine.denoiser, away: gaussianDenoiser(0, 1), scale: 0.6 },
  )
  const end = async (step: Step): Promise<Latent> =>
    orThrow(await run(plan({ step, schedule: falling(20), shape: [1, 4, 16] }), { ...engine, denoiser })()).x
  const moved = apart(await end(copiedDpmpp2sCfgpp({ eta: 0 })), await end(withCfgpp(dpmpp2sAncestral({ eta: 0 }))))
  return table(['', 'moves the result by'], [['the copy of `dpmpp-2s-ancestral`, eta 0', moved.toExponential(0)]])
}

it('the tables of the page are what is measured (npx vitest run test/wrong-copies.test.ts -u writes them)', async () => {
  const tables = {
    equal: await equalTable(),
    parabola: await parabolaTable(),
    sums: await sumsTable(),
    errors: await errorsTable(),
    deis: await deisTable(),
    unipc: await unipcTable(),
    cfgpp: await cfgppTable(),
    'cfgpp-2s': await cfgpp2sTable(),
  }
  const text = Object.entries(tables).reduce(
    (body, [mark, content]) => filled(body, mark, content),
    readFileSync(page, 'utf8'),
  )
  await expect(text).toMatchFileSnapshot(page)
})
