import { levels, secondsOf } from '@sigmastream/audio'
import { atMost } from '@sigmastream/core'
import { type Result, showNumber } from '@sigmastream/pipeline'
import { type Outcome, success } from '../io.js'
import type { Settings } from '../options/run-options.js'
import { changeLines } from './change-lines.js'
import type { Run, RunProduct } from './run.js'
import type { Target } from './target.js'

const decibels = (value: number): string => `${(20 * Math.log10(value)).toFixed(1)} dB`

const productText = (target: Target, { latent, sound }: Result): string => {
  if (target._tag === 'Tensor' || sound === null) return `latents ${latent.shape.join(' x ')}`
  const { audio } = sound
  const channels = audio.channels.length === 1 ? '1 channel' : `${audio.channels.length} channels`
  return `${atMost(secondsOf(audio))} s, ${audio.sampleRate} Hz, ${channels}, ${target.encoding}`
}

/** What is said of sound that was scaled down, one line or none. */
export const gainLines = (gain: number): readonly string[] =>
  gain === 1 ? [] : [`it was above full scale, so it was brought down to it: gain ${decibels(gain)}`]

/** What a run says at its end: what it wrote, how to make it again, and what was done to it. */
export const outcomeOf = (
  { job, place: whole, target, plot }: Run,
  { result, record }: RunProduct,
  { saveFrames }: Settings,
): Outcome => {
  const { recipe, piece } = job
  const { summary, sound } = result
  const { batch = 1, item = 0 } = recipe
  const gain = sound?.gain ?? 1
  const highest = summary.sigmas[0] ?? job.sigmas[0] ?? 0
  const place = batch === 1 ? '' : `, item ${item + 1} of ${batch}`
  const steps = summary.sigmas.length === 2 ? '1 step' : `${Math.max(0, summary.sigmas.length - 1)} steps`
  const counted =
    summary.counts === null ? '' : ` (${summary.counts.accepted} accepted, ${summary.counts.rejected} rejected)`
  return success(
    [
      `wrote ${target.path}: ${productText(target, result)}`,
      ...(target.record === null ? [] : [`wrote ${target.record}: the seed and settings`]),
      ...(saveFrames === undefined || whole.item + 1 < whole.batch
        ? []
        : [`wrote ${saveFrames}: the denoised estimate of each step`]),
      ...(plot === null ? [] : [`wrote ${plot}: the picture`]),
      ...piece.remarks,
      `seed ${recipe.seed}${place}, ${recipe.sampler}, ${steps}${counted}, sigma ${showNumber(highest)} to 0, ` +
        `${recipe.schedule}, noise ${recipe.noise}`,
      ...changeLines(result),
      ...(target._tag === 'Sound' ? gainLines(gain) : []),
    ],
    {
      ...record,
      output: target.path,
      remarks: piece.remarks,
      plot,
      frames: saveFrames ?? null,
      gain,
      peak: sound === null ? null : levels(sound.audio).peak,
      sigmas: summary.sigmas,
      moved: summary.moved,
      left: result.change?.left ?? null,
      same: result.change?.same ?? null,
      accepted: summary.counts?.accepted ?? null,
      rejected: summary.counts?.rejected ?? null,
    },
  )
}
