import type { Weights } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { AutoencoderConfig } from '../autoencoder/config.js'
import * as oobleck from '../autoencoder/oobleck/graph.js'
import * as same from '../autoencoder/same/graph.js'
import { conditionerShapes } from '../conditioning/weight-shapes.js'
import { ditOutput } from '../dit/graph.js'
import type { TextConfig } from '../text/config.js'
import { t5Graph } from '../text/t5/graph.js'
import { EMBEDDING } from '../text/t5gemma/config.js'
import { t5GemmaGraph } from '../text/t5gemma/graph.js'
import type { CheckpointError } from './errors.js'
import type { PartConfigs } from './part-configs.js'

/** Asks for every weight of a part: `MissingWeight` or `WrongShape` at the first that cannot be used. */
export type AskWeights = (weights: Weights) => E.Either<CheckpointError, unknown>

/** Every weight of both halves of an autoencoder. */
export const askAutoencoder =
  (config: AutoencoderConfig): AskWeights =>
  (weights) => {
    switch (config._tag) {
      case 'Oobleck':
        return pipe(
          E.Do,
          E.apS('encoder', oobleck.encoderModels(config, weights)),
          E.apS('decoder', oobleck.decoderModels(config, weights)),
        )
      case 'Same':
        return pipe(
          E.Do,
          E.apS('encoder', same.encoderModel(config, weights)),
          E.apS('decoder', same.decoderModel(config, weights)),
        )
    }
  }

/** Every weight of the transformer. */
export const askDenoiser =
  ({ dit }: PartConfigs): AskWeights =>
  (weights) =>
    ditOutput(dit, weights)

/** Every weight of the conditioners, beside a text encoder of that width. */
export const askConditioner =
  ({ conditioning }: PartConfigs, textWidth: number): AskWeights =>
  (weights) =>
    pipe(
      conditionerShapes(conditioning, textWidth),
      E.traverseArray(([name, shape]) => weights.get(name, shape)),
    )

/** Every weight of the text encoder, its embedding as well, which T5Gemma keeps out of the graph. */
export const askText =
  (config: TextConfig): AskWeights =>
  (weights) => {
    switch (config._tag) {
      case 'T5':
        return t5Graph(config, weights, 1)
      case 'T5Gemma':
        return pipe(
          weights.get(EMBEDDING, [config.vocabulary, config.width]),
          E.flatMap(() => t5GemmaGraph(config, weights)),
        )
    }
  }
