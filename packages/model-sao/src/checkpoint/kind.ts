import * as t from 'io-ts'
import { isAutoencoderAlone } from './model-config.js'
import type { TextKind } from './text-place.js'

/** What a checkpoint is of: a model of one of the families, or an autoencoder without one. */
export type ModelKind = 'Stable Audio Open' | 'Stable Audio 3' | 'Stable Audio 3 base' | 'autoencoder'

const Conditioners = t.type({
  model: t.type({ conditioning: t.type({ configs: t.array(t.type({ type: t.string })) }) }),
})

const Inpainting = t.type({ model_type: t.literal('diffusion_cond_inpaint') })

const Base = t.type({ model: t.type({ diffusion: t.type({ diffusion_objective: t.literal('rectified_flow') }) }) })

/** What lies beside a configuration, and shows what it is of where that is missing or broken. */
interface KindSigns {
  /** Which text encoder is there. */
  readonly text: TextKind
  /** The names of the weights. */
  readonly names: readonly string[]
}

/** Weights that Stable Audio 3 alone has. */
const OF_THREE = /\.to_scale_shift_gate$|^conditioner\.conditioners\.prompt\.padding_embedding$/

/** Its text encoder, if that is one of the two; what else is said or lies beside it, if not. */
const isThree = (json: unknown, { text, names }: KindSigns): boolean => {
  const types = Conditioners.is(json) ? json.model.conditioning.configs.map(({ type }) => type) : []
  if (types.includes('t5gemma')) return true
  return (
    !types.includes('t5') && (Inpainting.is(json) || text === 't5gemma' || names.some((name) => OF_THREE.test(name)))
  )
}

/**
 * What a `model_config.json` is of, as far as it says, and else as far as what lies beside it shows; whether it can be used
 * is another question.
 */
export const kindOf = (json: unknown, beside: KindSigns = { text: 't5', names: [] }): ModelKind => {
  if (isAutoencoderAlone(json)) return 'autoencoder'
  return !isThree(json, beside) ? 'Stable Audio Open' : Base.is(json) ? 'Stable Audio 3 base' : 'Stable Audio 3'
}
