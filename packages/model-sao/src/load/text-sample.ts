import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { Checkpoint } from '../checkpoint/checkpoint.js'
import type { StableAudioError } from '../errors.js'
import { packsText } from '../precision/matrices.js'
import type { TextSample } from '../precision/measure/text-activations.js'
import type { PackedPrecision } from '../precision/precision.js'
import { openPromptTokenizer } from '../text/open-tokenizer.js'

/** Told beside the prompt that is asked for, which may be of few words: music, sounds, numbers, commas and foreign letters. */
const PROMPTS = [
  'Warm analog synth pads over a lo-fi beat, vinyl crackle, 90 BPM, C minor, late at night',
  'Rain on a tin roof, distant thunder; a door creaks open and footsteps come closer',
  'A solo violin and a café piano, slow and melancholic, recorded in a large hall. High quality.',
] as const

/** What a text encoder that is packed in a precision is measured on; `null` where it is not. Errors: `openPromptTokenizer`'s. */
export const textSampleOf = (
  { stored, textConfig, tokenizer, partConfigs: { conditioning } }: Checkpoint,
  precision: PackedPrecision,
  prompt: string,
): TE.TaskEither<StableAudioError, TextSample | null> =>
  textConfig._tag === 'T5Gemma' && packsText(stored, precision)
    ? pipe(
        openPromptTokenizer(tokenizer, textConfig),
        TE.map(({ batch }) => ({
          config: textConfig,
          prompts: [prompt, ...PROMPTS].map((one) => batch([one], conditioning.prompt.length)),
        })),
      )
    : TE.right(null)
