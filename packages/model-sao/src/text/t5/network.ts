import type { Weights } from '@sigmastream/checkpoint'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { TextError } from '../errors.js'
import { hiddenStates, type NetworkSettings, openGraph, type TextNetwork } from '../network.js'
import type { T5Config } from './config.js'
import { t5Graph } from './graph.js'

/** Opens a T5 encoder of prompts of `length` tokens. Errors: those of `t5Graph` and `openSession`. */
export const openT5Network = (
  config: T5Config,
  weights: Weights,
  length: number,
  settings: NetworkSettings,
): TE.TaskEither<TextError, TextNetwork> => {
  const table = { weights, name: 'shared.weight', shape: [config.vocabulary, config.width] }
  return pipe(
    openGraph(t5Graph(config, weights, length), table, settings),
    TE.map((session) => ({
      run: ({ ids, mask }, signal) => {
        const feeds = {
          ids: { type: 'int64', dims: [1, length], data: ids },
          mask: { type: 'float32', dims: [1, length], data: mask },
        } as const
        return hiddenStates(session, feeds, signal)
      },
      close: session.close,
    })),
  )
}
