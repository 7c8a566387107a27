import { type Weights, weightFolder } from '@sigmastream/checkpoint'
import type { Denoiser, Refused } from '@sigmastream/core'
import { type Device, type OnnxError, openSession } from '@sigmastream/onnx'
import { either as E, type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../checkpoint/errors.js'
import { endedBy } from './alike-items.js'
import { type Conditioning, checkConditioning } from './conditioning.js'
import type { DitConfig } from './config.js'
import { ditModel } from './graph.js'
import { branchNetworkOn, type Network, networkOn } from './network.js'
import { branchDenoiserOf, denoiserOf, outputWeightsOf } from './parameterisation.js'

/** What the diffusion transformer is opened with. */
export interface DitOptions {
  readonly config: DitConfig
  readonly weights: Weights
  /** Threads that one operator may use, at least 1. */
  readonly threads: number
  /** See `SessionOptions`: false where weights are to stay halves in memory. */
  readonly foldConstants?: boolean
  /** Where it is computed, by default on the cpu. */
  readonly device?: Device
}

/** A loaded diffusion transformer on a thread of its own. */
export interface Dit {
  readonly config: DitConfig
  /** The denoiser under a conditioning, for every sampler and task. `Refused` where the conditioning does not fit. */
  readonly denoiser: (conditioning: Conditioning) => E.Either<Refused, Denoiser>
  /**
   * The guided network itself, its answer unread: what reference outputs are compared with. `Refused` as `denoiser`.
   */
  readonly network: (conditioning: Conditioning) => E.Either<Refused, Network>
  /** Ends the thread. */
  readonly close: T.Task<void>
}

/** The folder that the weights are read from. `MissingWeight`, `WrongShape`. */
export const folderOf = (weights: Weights, { ioChannels }: DitConfig): E.Either<CheckpointError, string> =>
  weightFolder(weights, 'model.model.preprocess_conv.weight', [ioChannels, ioChannels, 1])

/**
 * Opens the diffusion transformer of a checkpoint; no weight passes through JavaScript. Errors: `MissingWeight` and
 * `WrongShape` before any weight is read, and those of `openSession`.
 */
export const openDit = ({
  config,
  weights,
  threads,
  device = 'cpu',
  foldConstants = true,
}: DitOptions): TE.TaskEither<CheckpointError | OnnxError, Dit> =>
  pipe(
    TE.Do,
    TE.bind('model', () => TE.fromEither<CheckpointError | OnnxError, Uint8Array>(ditModel(config, weights))),
    TE.bind('externalFolder', () => TE.fromEither<CheckpointError | OnnxError, string>(folderOf(weights, config))),
    TE.flatMap(({ model, externalFolder }) => openSession(model, { threads, externalFolder, device, foldConstants })),
    TE.map((session): Dit => {
      const network = (conditioning: Conditioning): E.Either<Refused, Network> =>
        pipe(
          checkConditioning(config, conditioning),
          E.map((checked) => networkOn(session, config, checked)),
        )
      return {
        config,
        network,
        denoiser: (conditioning) =>
          pipe(
            checkConditioning(config, conditioning),
            E.map((checked) =>
              checked.through === undefined
                ? denoiserOf(networkOn(session, config, checked), config.objective, endedBy(checked.padding))
                : checked.through(
                    branchDenoiserOf(
                      branchNetworkOn(session, config, checked),
                      config.objective,
                      endedBy(checked.padding),
                    ),
                    outputWeightsOf(config.objective),
                  ),
            ),
          ),
        close: session.close,
      }
    }),
  )
