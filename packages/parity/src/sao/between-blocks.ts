import { type Checkpoint, type Conditioning, ditHidden, folderOf } from '@sigmastream/model-sao/parts'
import { openSession } from '@sigmastream/onnx'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { compareTensor, type Golden, matchesOf, need } from './golden.js'
import { type ComparisonTask, knowsNames, type Part, type PartError, THREADS } from './part.js'
import { recordedConditioning } from './recorded-conditioning.js'

const HIDDEN = /^dit\.mixed\.hidden\.(\d+)$/

/** What the blocks are asked with: the recorded x and times, each item under its own text, without guidance. */
const feedsOf = (golden: Golden, { crossAttention, global }: Conditioning) =>
  pipe(
    E.Do,
    E.bind('x', () => need(golden, 'dit.x')),
    E.bind('t', () => need(golden, 'dit.t')),
    E.map(({ x, t }) => {
      const float32 = (dims: readonly number[], data: ArrayLike<number>) =>
        ({ type: 'float32', dims, data: Float32Array.from(data) }) as const
      return {
        x: float32(x.shape, x.data),
        t: float32(t.shape, t.data),
        global: float32(global.dims, [...global.data]),
        context: float32(crossAttention.dims, [...crossAttention.data]),
        branches: { type: 'int64', dims: [1], data: BigInt64Array.of(1n) } as const,
      }
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
          E.flatMap((conditioning) => feedsOf(golden, conditioning)),
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
