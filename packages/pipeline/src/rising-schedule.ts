import type { SamplerName } from '@sigmastream/samplers'
import { either as E } from 'fp-ts'
import { type RenderError, refuseRecipe } from './errors.js'
import type { RecipeFields } from './recipe/recipe.js'
import type { ScheduleName } from './schedule-names.js'
import { field, words } from './words.js'

/** The one schedule that may rise, by its name. */
const risingName = 'log-snr-shift-rising' satisfies ScheduleName

/** The samplers of stable-audio-3, which walked such a list; others divide by the noise that a falling step leaves. */
const risingSamplers: ReadonlySet<string> = new Set<SamplerName>(['euler', 'ping-pong', 'rk4-flow', 'dpmpp-2m-flow'])

/** Whether a schedule of that name may rise. */
export const mayRise = ({ schedule }: Pick<RecipeFields, 'schedule'>): boolean => schedule === risingName

/** Refused: a list that rises, by a sampler that only goes down. */
export const checkRising = (
  asked: Pick<RecipeFields, 'schedule'>,
  sampler: SamplerName,
  sigmas: readonly number[],
): E.Either<RenderError, void> => {
  const rises = sigmas.some((sigma, i) => i > 0 && sigma >= (sigmas[i - 1] ?? 0))
  return !mayRise(asked) || !rises || risingSamplers.has(sampler)
    ? E.right(undefined)
    : refuseRecipe(
        'sampler',
        words`${field('schedule')} ${risingName} rises once, and ${field('sampler')} ${sampler} only goes down`,
        words`give ${field('sampler')} ${[...risingSamplers].join(', ')}, or ${field('schedule')} log-snr-shift-scaled`,
      )
}
