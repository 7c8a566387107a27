import * as t from 'io-ts'
import { isAutoencoderAlone } from './model-config.js'

/** What a checkpoint is of: a model of one of the families, or an autoencoder without one. */
export type ModelKind = 'Stable Audio Open' | 'Stable Audio 3' | 'Stable Audio 3 base' | 'autoencoder'

const WithT5Gemma = t.type({
  model: t.type({ conditioning: t.type({ configs: t.array(t.type({ type: t.string })) }) }),
})

const Base = t.type({ model: t.type({ diffusion: t.type({ diffusion_objective: t.literal('rectified_flow') }) }) })

/** What a `model_config.json` is of, as far as it says; whether it can be used is another question. */
export const kindOf = (json: unknown): ModelKind => {
  if (isAutoencoderAlone(json)) return 'autoencoder'
  const isThree = WithT5Gemma.is(json) && json.model.conditioning.configs.some(({ type }) => type === 't5gemma')
  return !isThree ? 'Stable Audio Open' : Base.is(json) ? 'Stable Audio 3 base' : 'Stable Audio 3'
}
