import type { Weights } from '@sigmastream/checkpoint'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Autoencoder } from '../autoencoder/autoencoder.js'
import type { Checkpoint } from '../checkpoint/checkpoint.js'
import { openDit } from '../dit/dit.js'
import { lazy } from '../lazy.js'
import { predictMemory } from '../memory/prediction.js'
import { weightBytes } from '../memory/weights.js'
import { once } from '../once.js'
import { packsText } from '../precision/matrices.js'
import { cutPromptsOf } from '../text/cut-prompts.js'
import { openPromptTokenizer } from '../text/open-tokenizer.js'
import type { AutoencoderIdentity } from './autoencoder-identity.js'
import { denoisersOf } from './denoisers.js'
import { encodingDrawOf } from './encoding-draw.js'
import { framesCovering, geometryOf } from './geometry.js'
import type { HeldWeights } from './held-weights.js'
import type { EngineSettings } from './options.js'
import type { StableAudio } from './stable-audio.js'
import { traitsOf } from './traits.js'

/** What a model is made of; `available` says how many bytes of memory are free. */
interface ModelParts {
  readonly checkpoint: Checkpoint
  readonly autoencoder: Autoencoder
  readonly held: HeldWeights
  readonly codingIdentity: AutoencoderIdentity
  readonly engine: EngineSettings
  readonly available: () => number
}

/** The model of a checkpoint whose weights have been checked. Nothing but the autoencoder's headers is open. */
export const modelOf = ({
  checkpoint,
  autoencoder,
  held,
  codingIdentity,
  engine,
  available,
}: ModelParts): StableAudio => {
  const { config, partConfigs } = checkpoint
  const geometry = geometryOf(config)
  const opened = (weights: Weights) =>
    openDit({ config: partConfigs.dit, weights, ...engine, foldConstants: held.precision !== 'fp16-weights' })
  const dit = lazy(pipe(held.weights, TE.flatMap(opened)))
  const isTextPacked = held.precision !== 'fp32' && packsText(checkpoint.stored, held.precision)
  const tokenizer = once(openPromptTokenizer(checkpoint.tokenizer, checkpoint.textConfig))
  const text = { ...engine, kept: tokenizer, ...(isTextPacked ? { packed: held.weights } : {}) }
  const bytes = weightBytes(checkpoint.stored, held.precision, held.kept)
  const denoisers = denoisersOf({ checkpoint, weights: held.weights, dit, text, bytes, available })
  return {
    identity: held.identity,
    autoencoder: codingIdentity,
    precision: held.precision,
    objective: config.objective,
    geometry,
    traits: traitsOf(checkpoint),
    unread: checkpoint.unread,
    frames: (seconds) => framesCovering(geometry, seconds),
    denoiser: (request, signal) =>
      pipe(
        denoisers([request], signal),
        TE.map(([only]) => only!),
      ), // one for one
    denoisers,
    encode: autoencoder.encode,
    decode: autoencoder.decode,
    encodingDraw: encodingDrawOf(autoencoder),
    cutPrompts: (prompts) => cutPromptsOf(checkpoint, tokenizer, prompts),
    memory: (run) => predictMemory(checkpoint, bytes, run),
    close: async () => {
      await Promise.all([dit.close(), autoencoder.close()])
    },
  }
}
