import { levels, secondsOf } from '@sigmastream/audio'
import { done, type Outcome } from '../outcome.js'
import { show } from '../table.js'
import type { Made } from './finish.js'
import type { RunRecord } from './record.js'
import type { Run } from './run.js'
import type { Seen } from './seen.js'
import type { Target } from './target.js'

/** A run that has been written. */
export interface Finished {
  readonly run: Run
  readonly record: RunRecord
  readonly made: Made
  readonly seen: Seen
}

const decibels = (value: number): string => `${(20 * Math.log10(value)).toFixed(1)} dB`

const whatWasMade = (target: Target, { latent, sound }: Made): string => {
  if (target._tag === 'Tensor' || sound === null) return `latents ${latent.shape.join(' x ')}`
  const { audio } = sound
  const channels = audio.channels.length === 1 ? '1 channel' : `${audio.channels.length} channels`
  return `${show(secondsOf(audio))} s, ${audio.sampleRate} Hz, ${channels}, ${target.encoding}`
}

/** What is said of sound that was scaled down, one line or none. */
export const gainLines = (gain: number): readonly string[] =>
  gain === 1 ? [] : [`it was above full scale, so it was brought down to it: gain ${decibels(gain)}`]

/** What a run says at its end: what it wrote, how to make it again, and what was done to it. */
export const outcomeOf = ({ run: { prepared, place: whole, target, plot }, record, made, seen }: Finished): Outcome => {
  const {
    options,
    sigmas,
    item: { batch, item },
    subject,
  } = prepared
  const gain = made.sound?.gain ?? 1
  const highest = seen.sigmas[0] ?? sigmas[0] ?? 0
  const place = batch === 1 ? '' : `, item ${item + 1} of ${batch}`
  const steps = seen.sigmas.length === 2 ? '1 step' : `${Math.max(0, seen.sigmas.length - 1)} steps`
  const counted = seen.counts === null ? '' : ` (${seen.counts.accepted} accepted, ${seen.counts.rejected} rejected)`
  return done(
    [
      `wrote ${target.path}: ${whatWasMade(target, made)}`,
      ...(target.record === null ? [] : [`wrote ${target.record}: the seed and settings`]),
      ...(options.saveFrames === undefined || whole.item + 1 < whole.batch
        ? []
        : [`wrote ${options.saveFrames}: the denoised estimate of each step`]),
      ...(plot === null ? [] : [`wrote ${plot}: the picture`]),
      ...subject.remarks,
      `seed ${record.seed}${place}, ${record.sampler}, ${steps}${counted}, sigma ${show(highest)} to 0, ` +
        `${record.schedule}, noise ${record.noise}`,
      ...(target._tag === 'Sound' ? gainLines(gain) : []),
    ],
    {
      ...record,
      output: target.path,
      remarks: subject.remarks,
      plot,
      frames: options.saveFrames ?? null,
      gain,
      peak: made.sound === null ? null : levels(made.sound.audio).peak,
      sigmas: seen.sigmas,
      moved: seen.moved,
      accepted: seen.counts?.accepted ?? null,
      rejected: seen.counts?.rejected ?? null,
    },
  )
}
