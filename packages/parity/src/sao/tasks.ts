import type { Latent, Step } from '@sigmastream/core'
import type { Dit } from '@sigmastream/model-sao/parts'
import {
  dpmpp2m,
  dpmpp2mSde,
  dpmpp3mSde,
  euler,
  heun,
  inpaint,
  styleTransfer,
  variableInpaint,
} from '@sigmastream/samplers'
import { readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Comparison } from '../comparison.js'
import { compareStates, compareTensor, type Golden, matchesOf } from './golden.js'
import { first, inOrder, type Material, materialOf, ofStep, planOf, states } from './material.js'
import type { ComparisonTask, PartError } from './part.js'

/** Every name of the recorded tasks, as a regular expression. */
export const taskNames =
  'ex\\.(?:sigmas|x_T|noise|mask|reference|(?:q1|q3|q4_\\d+_\\d+)\\.trajectory|q5_start\\d+\\.(?:x|out)' +
  '|(?:dpmpp_2m|dpmpp_2m_sde|dpmpp_3m_sde|heun)\\.out)'

const valuesOf = (latents: readonly Latent[]): readonly number[] => latents.flatMap(({ data }) => [...data])

const trajectory = (golden: Golden, material: Material, name: string, step: Step): ComparisonTask =>
  pipe(
    states(planOf(step, material), material, ofStep),
    TE.map((all) => compareStates(golden, name, all)),
  )

const sampler = (golden: Golden, material: Material, name: string, step: Step): ComparisonTask =>
  pipe(
    states(planOf(step, material), material, inOrder),
    TE.map((all) => compareTensor(golden, name, valuesOf(all.slice(-1)))),
  )

const transfer = (golden: Golden, material: Material, name: string, dropped: number): ComparisonTask =>
  pipe(
    // Half a step more than are dropped, which no rounding takes below them.
    styleTransfer(planOf(euler(), material), material.reference, (dropped + 0.5) / (material.sigmas.length - 1)),
    (planned) => states(planned, material, first),
    TE.map((all): readonly Comparison[] => [
      ...compareTensor(golden, `${name}.x`, valuesOf(all.slice(0, 1))),
      ...compareTensor(golden, `${name}.out`, valuesOf(all.slice(-1))),
    ]),
  )

const samplers: readonly (readonly [string, Step])[] = [
  ['ex.dpmpp_2m.out', dpmpp2m()],
  ['ex.dpmpp_2m_sde.out', dpmpp2mSde()],
  ['ex.dpmpp_3m_sde.out', dpmpp3mSde()],
  ['ex.heun.out', heun()],
]

/**
 * Every recorded task, and every recorded sampler, on the first item's conditioning. Nothing where there is none.
 */
export const compareTasks = (dit: Dit, golden: Golden): ComparisonTask => {
  if (matchesOf(golden, /^ex\./).length === 0) return TE.right([])
  return pipe(
    TE.fromEither<PartError, Material>(materialOf(dit, golden)),
    TE.flatMap((material) => {
      const { reference, mask } = material
      return TE.sequenceSeqArray([
        ...matchesOf(golden, /^ex\.q1\.trajectory$/).map(([name]) => trajectory(golden, material, name, euler())),
        ...matchesOf(golden, /^ex\.q3\.trajectory$/).map(([name]) =>
          trajectory(golden, material, name, inpaint(euler(), reference, mask)),
        ),
        ...matchesOf(golden, /^ex\.q4_(\d+)_(\d+)\.trajectory$/).map(([name, from, to]) =>
          trajectory(golden, material, name, variableInpaint(euler(), reference, mask, Number(from), Number(to))),
        ),
        ...matchesOf(golden, /^(ex\.q5_start(\d+))\.out$/).map(([, name = '', dropped]) =>
          transfer(golden, material, name, Number(dropped)),
        ),
        ...samplers
          .filter(([name]) => golden.tensors.has(name))
          .map(([name, step]) => sampler(golden, material, name, step)),
      ])
    }),
    TE.map(RA.flatten),
  )
}
