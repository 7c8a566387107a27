import * as t from 'io-ts'

/** What the layout is known by. */
export const MODEL_INDEX = 'model_index.json'

const OfStableAudio3 = t.type({ _class_name: t.literal('StableAudio3Pipeline') })

/** Whether a `model_index.json` is of a Stable Audio 3 model. */
export const isStableAudio3 = (index: unknown): boolean => OfStableAudio3.is(index)
