import { firstBreach, type Rules, type Unsupported } from '@sigmastream/checkpoint'
import { either as E } from 'fp-ts'

/** The type of a conditioner that is built. */
export type ConditionerType = 't5' | 't5gemma' | 'number'

const PREFIX = 'model.conditioning'

const ofConditioning: Rules = {
  cond_dim: 'followed',
  configs: 'followed',
  pre_encoded_keys: 'followed',
  // By what other name a value is told to a conditioner whose own is not told: none of those here has another.
  default_keys: 'followed',
}

const ofEntry: Rules = { id: 'followed', type: 'followed', config: 'followed' }

const ofText: Rules = {
  output_dim: 'followed',
  max_length: 'followed',
  project_out: 'followed',
  padding_mode: 'followed',
  // Whether training reaches it: nothing to follow.
  enable_grad: 'followed',
}

/** Every key that the conditioners of stable-audio-tools 0.0.19 and stable-audio-3 take. */
const ofType: Readonly<Record<ConditionerType, Rules>> = {
  // Which T5 it is, its own configuration and weights say.
  t5: { ...ofText, t5_model_name: 'followed' },
  t5gemma: {
    ...ofText,
    model_name: ['"google/t5gemma-b-b-ul2"'],
    subfolder: 'followed',
    // Where else it may be had: here it lies beside the model.
    repo_id: 'followed',
    model_path: 'followed',
  },
  number: { output_dim: 'followed', min_val: 'followed', max_val: 'followed', fourier_features_type: 'followed' },
}

/** `model.conditioning` as far as its keys go. */
export interface ConditioningKeys {
  readonly configs: readonly { readonly type: ConditionerType; readonly config: Readonly<Record<string, unknown>> }[]
}

/**
 * `Unsupported` with the first key of `model.conditioning` that nothing here follows: what it asks for would be passed
 * over, and the sound be another.
 */
export const checkConditioningKeys = <A extends ConditioningKeys>(json: A): E.Either<Unsupported, A> => {
  const breaches = json.configs.map((entry, i) => {
    const at = `${PREFIX}.configs[${i}]`
    return (
      firstBreach(at, Object.fromEntries(Object.entries(entry)), ofEntry) ??
      firstBreach(`${at}.config`, entry.config, ofType[entry.type])
    )
  })
  const found =
    firstBreach(PREFIX, Object.fromEntries(Object.entries(json)), ofConditioning) ??
    breaches.find((one) => one !== undefined)
  return found === undefined ? E.right(json) : E.left(found)
}
