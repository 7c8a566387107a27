import type { Refused } from '@sigmastream/core'
import {
  type Checkpoint,
  type Conditioning,
  type Dit,
  ditHidden,
  folderOf,
  guidedFeeds,
} from '@sigmastream/model-sao/parts'
import { type Feeds, openSession } from '@sigmastream/onnx'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { compareTensor, type Golden, matchesOf, need, needLatent } from './golden.js'
import { type ComparisonTask, knowsNames, type Part, type PartError, THREADS } from './part.js'
import { recordedConditioning } from './recorded-conditioning.js'

const HIDDEN = /^dit\.mixed\.hidden\.(\d+)$/

/** What the blocks are asked with: the recorded x and times, each item under its own text, without guidance. */
const feedsOf = (golden: Golden, config: Dit['config'], conditioning: Conditioning): E.Either<Refused, Feeds> =>
  pipe(
    E.Do,
    E.bind('x', () => needLatent(golden, 'dit.x')),
    E.bind('t', () => need(golden, 'dit.t')),
    E.map(({ x, t }) => {
      const { scale: _, phi: __, ...feeds } = guidedFeeds(config, x, [...t.data], conditioning, null)
      return feeds
    }),
  )

const compareHidden = ({ weights, partConfigs: { dit: config } }: Checkpoint, golden: Golden): ComparisonTask =>
  pipe(
    TE.Do,
    TE.bindW('model', () => TE.fromEither<PartError, Uint8Array>(ditHidden(config, weights))),
    TE.bindW('externalFolder', () => TE.fromEither(folderOf(weights, config))),
    TE.bindW('feeds', () =>
      TE.fromEither(
        pipe(
          recordedConditioning(golden, { scale: 1 }),
          E.flatMap((conditioning) => feedsOf(golden, config, conditioning)),
        ),
      ),
    ),
    TE.flatMap(({ model, externalFolder, feeds }) =>
      TE.bracket(
        openSession(model, { threads: THREADS, externalFolder }),
        (session) => session.run(feeds),
        (session) => TE.fromTask(session.close),
      ),
    ),
    TE.map((states) =>
      matchesOf(golden, HIDDEN).flatMap(([name, place = '']) => {
        const state = states[`hidden${place}`]
        return compareTensor(golden, name, state?.type === 'float32' ? state.data : [])
      }),
    ),
  )

/** The tokens after each block of the network, at the recorded times. */
export const betweenBlocks: Part = {
  knows: knowsNames(HIDDEN),
  compare: (checkpoint, golden) =>
    matchesOf(golden, HIDDEN).length === 0 ? TE.right([]) : compareHidden(checkpoint, golden),
}
