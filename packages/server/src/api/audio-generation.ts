import { finite, lengthInSeconds, maxSteps, numberWith, oneOf, prompt, wholeNumber } from '@sigmastream/pipeline/recipe'
import * as t from 'io-ts'

const startOfAudio = numberWith('0: sound is made from its beginning', { type: 'number', minimum: 0, maximum: 0 })

/**
 * Sound from a prompt, asked for as clients of OpenAI's API and of vllm-omni do: `input` is the prompt, `audio_length` is
 * in seconds, `guidance_scale` how strongly the prompt is followed.
 */
export const AudioRequest = t.intersection([
  t.type({ input: prompt }),
  t.partial({
    model: t.string,
    response_format: oneOf({ wav: null, flac: null }),
    audio_length: lengthInSeconds,
    audio_start: startOfAudio,
    negative_prompt: t.string,
    guidance_scale: finite,
    num_inference_steps: wholeNumber(1, maxSteps),
    seed: wholeNumber(0),
    speed: numberWith('1: sound is made at its own speed', { type: 'number', minimum: 1, maximum: 1 }),
  }),
])

/** See the codec of the same name. */
export type AudioRequest = Readonly<t.TypeOf<typeof AudioRequest>>

/** An error in the shape that those clients read. */
export const AudioFaultAnswer = t.type({
  error: t.type({
    message: t.string,
    type: t.string,
    param: t.union([t.string, t.null]),
    code: t.union([t.string, t.null]),
  }),
})
