import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { callsOf, combine, type Latent, orThrow, plan, run, type Step } from '@sigmastream/core'
import { mixtureDenoiser } from '@sigmastream/core/analytic'
import { keyed } from '@sigmastream/core/noise'
import { polyexponential } from '@sigmastream/core/schedules'
import {
  catalogue,
  dpm2,
  dpmpp2m,
  dpmpp2mSde,
  dpmpp2sAncestral,
  dpmpp3mSde,
  dpmppSde,
  euler,
  heun,
  lms,
} from '@sigmastream/samplers'
import { expect, it } from 'vitest'

const page = fileURLToPath(new URL('../docs/choosing-a-sampler.md', import.meta.url))

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

const between = (text: string, mark: string, body: string): string =>
  text.replace(
    new RegExp(`(<!-- ${mark} -->\\n)[\\s\\S]*?(<!-- /${mark} -->)`),
    (_, open: string, close: string) => `${open}${body}\n${close}`,
  )

const catalogueTable = table(
  ['sampler', 'family', 'order', 'calls', 'memory', 'noise', 'reference'],
  catalogue.map(({ name, family, order, calls, memory, stochastic, reference }) => [
    `\`${name}\``,
    family,
    `${order}`,
    calls,
    `${memory}`,
    stochastic ? 'yes' : 'no',
    reference,
  ]),
)

const shape = [1, 4, 16] as const
const noise = keyed(20)
const means = combine([2, noise({ lane: 'means', at: { index: 0, of: 8, from: 1, to: 0 }, shape: [5, 4, 16] })])
const engine = { denoiser: mixtureDenoiser({ means, weights: [0.3, 0.25, 0.2, 0.15, 0.1], deviation: 0.3 }), noise }

const result = async (step: Step, steps: number): Promise<{ readonly x: Latent; readonly calls: number }> => {
  const sigmas = polyexponential({ steps, sigmaMin: 0.03, sigmaMax: 80 })
  const planned = orThrow(plan({ step, schedule: sigmas, shape }))
  return { x: orThrow(await run(planned, engine)()).x, calls: orThrow(callsOf(planned)) }
}

const size = ({ data }: Latent): number => Math.hypot(...data)

const errorAt = async (step: Step, budget: number, truth: Latent): Promise<string> => {
  const each = step.calls({ index: 0, of: 8, from: 2, to: 1 })
  const { x } = await result(step, Math.round(budget / each))
  return (size(combine([1, x], [-1, truth])) / size(truth)).toExponential(0)
}

const quiet = { eta: 0 }
const compared: readonly (readonly [string, Step])[] = [
  ['euler', euler()],
  ['heun', heun()],
  ['dpm-2', dpm2()],
  ['lms', lms()],
  ['dpmpp-2s-ancestral, eta 0', dpmpp2sAncestral(quiet)],
  ['dpmpp-sde, eta 0', dpmppSde(quiet)],
  ['dpmpp-2m', dpmpp2m()],
  ['dpmpp-2m-sde, eta 0', dpmpp2mSde(quiet)],
  ['dpmpp-3m-sde, eta 0', dpmpp3mSde(quiet)],
]

it('the tables of the page are those of the catalogue and of a measurement (npx vitest run test/sampler-tables.test.ts -u writes them)', async () => {
  const { x: truth } = await result(heun(), 2000)
  const budgets = [10, 20, 40, 80]
  const rows = await Promise.all(
    compared.map(async ([name, step]) => [
      `\`${name}\``,
      ...(await Promise.all(budgets.map((budget) => errorAt(step, budget, truth)))),
    ]),
  )
  const text = readFileSync(page, 'utf8')
  const errors = table(['sampler', ...budgets.map((budget) => `${budget} calls`)], rows)
  await expect(between(between(text, 'catalogue', catalogueTable), 'errors', errors)).toMatchFileSnapshot(page)
})
