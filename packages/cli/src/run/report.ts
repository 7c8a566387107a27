import type { SampleEncoding } from '@sigmastream/audio'
import { atMost } from '@sigmastream/core'
import {
  type LevelledSplice,
  type SearchRequest,
  showNumber,
  stepsTaken,
  stepsText,
  type Take,
  takeText,
} from '@sigmastream/pipeline'
import { type Outcome, success } from '../io.js'
import type { Settings } from '../options/settings.js'
import { changeLines } from './change-lines.js'
import type { PreviewCount } from './previews-folder.js'
import { recordingRemarks } from './remarks.js'
import type { Run, RunProduct } from './run.js'
import { seamLines } from './seam-lines.js'
import { searchLines } from './search-run.js'
import type { Target } from './target.js'

const decibels = (value: number): string => `${(20 * Math.log10(value)).toFixed(1)} dB`

const productText = (target: Target, { latent, sound }: Take): string => {
  if (target._tag === 'Tensor' || sound === null) return `latents ${latent.shape.join(' x ')}`
  const { channels: count, frames, sampleRate } = sound.recording
  const channels = count === 1 ? '1 channel' : `${count} channels`
  return `${atMost(frames / sampleRate)} s, ${sampleRate} Hz, ${channels}, ${target.encoding}`
}

/** What is said of sound beyond full scale, at most one line for each thing that was done to it. */
export const levelLines = (
  { gain, patchGain, peak }: Pick<LevelledSplice, 'gain' | 'patchGain' | 'peak'>,
  encoding: SampleEncoding,
): readonly string[] => [
  ...(gain === 1 ? [] : [`it was above full scale, so it was brought down to it: gain ${decibels(gain)}`]),
  ...(patchGain === 1
    ? []
    : [
        `what was made in a gap was above full scale, so it alone was brought down: gain ${decibels(patchGain)}; the rest is the recording`,
      ]),
  ...(encoding === 'float32' && peak > 1
    ? [`it reaches ${decibels(peak)} above full scale, which floats hold: bring it down before it is played`]
    : []),
]

/** The seed that makes a result alone; PyTorch's noise is drawn for a whole batch, and so no seed makes one of it alone. */
const seedText = ({ seed, forks, noise, batch = 1, item = 0, toward, by = 0 }: Run['job']['recipe']): string => {
  const walked = toward === undefined ? '' : `, ${by} of the way to seed ${toward}`
  if (batch === 1) return `${takeText({ seed, forks })}${walked}`
  const place = `item ${item + 1} of ${batch}`
  return noise === 'keyed' || noise === 'brownian'
    ? `seed ${seed + item}${walked}, ${place} from seed ${seed} on`
    : `seed ${seed}, ${place}${walked}`
}

/** The ways in which a gap is filled, but for the one that any model has. */
const methodTexts: Readonly<Record<NonNullable<Run['job']['recipe']['method']>, string | null>> = {
  projection: null,
  posterior: 'by the posterior',
  native: 'by the model itself, all of it',
  both: 'by the model itself, the rest put back',
}

/** How a gap was filled, where that is other than usual. */
const methodText = ({ command, method, resample: [passes, steps] = [1, 1] }: Run['job']['recipe']): string => {
  if (command !== 'inpaint' && method !== 'both') return ''
  const again = `${steps === 1 ? 'each step' : `stretches of ${steps} steps`} ${passes} times`
  const way = method === undefined ? null : methodTexts[method]
  const parts = [...(way === null ? [] : [way]), ...(passes === 1 ? [] : [again])]
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

/** What was searched for, without sound. */
const searchJson = ({ by, like, ...rest }: SearchRequest) => ({
  ...rest,
  by: typeof by === 'string' ? by : null,
  like: (like ?? null) !== null,
})

/** What was heard on the way, and of how many steps; a step that comes while one before it is decoded is left out. */
const previewText = (folder: string, { kept, of }: PreviewCount): string => {
  if (kept === 0) return `nothing in ${folder}: ${of === 0 ? 'no step' : `none of ${of} steps`} was heard on the way`
  const steps = of === 1 ? 'step' : 'steps'
  const why = kept < of ? '; a step is left out while one before it is decoded' : ''
  return `wrote ${folder}: what it sounded like on the way, at ${kept} of ${of} ${steps}${why}`
}

/** What a run says at its end: what it wrote, how to make it again, and what was done to it. */
export const outcomeOf = (
  run: Run,
  { take, level, record, rounds }: RunProduct,
  { saveFrames, preview }: Settings,
  heard: PreviewCount | null,
): Outcome => {
  const { place: whole, target, plot, search } = run
  const { job, summary } = take
  const { recipe, piece } = job
  const highest = summary.sigmas[0] ?? job.sigmas[0] ?? 0
  const count = stepsTaken(job, summary)
  const counted =
    summary.counts === null ? '' : ` (${summary.counts.accepted} accepted, ${summary.counts.rejected} rejected)`
  return success(
    [
      `wrote ${target.path}: ${productText(target, take)}`,
      ...(target.record === null ? [] : [`wrote ${target.record}: the seed and settings`]),
      ...(saveFrames === undefined || whole.item + 1 < whole.batch
        ? []
        : [`wrote ${saveFrames}: the denoised estimate of each step`]),
      ...(preview === undefined || heard === null ? [] : [previewText(preview, heard)]),
      ...(plot === null ? [] : [`wrote ${plot}: the picture`]),
      ...piece.remarks,
      `${seedText(recipe)}, ${recipe.sampler}${methodText(recipe)}, ${stepsText(count)}${counted}, ${count === 0 ? '' : `sigma ${showNumber(highest)} to 0, `}` +
        `${recipe.schedule}, noise ${recipe.noise}`,
      ...(search === null ? [] : searchLines(search, rounds)),
      ...changeLines(take),
      ...seamLines(take),
      ...(target._tag === 'Sound' && level !== null ? levelLines(level, target.encoding) : []),
    ],
    {
      ...record,
      output: target.path,
      remarks: [...piece.remarks, ...recordingRemarks(run)],
      plot,
      frames: saveFrames ?? null,
      previews: preview ?? null,
      gain: level?.gain ?? 1,
      patchGain: level?.patchGain ?? 1,
      peak: level?.peak ?? null,
      sigmas: summary.sigmas,
      moved: summary.moved,
      left: take.change?.left ?? null,
      same: take.change?.same ?? null,
      measuredSeam: take.seam,
      accepted: summary.counts?.accepted ?? null,
      rejected: summary.counts?.rejected ?? null,
      ...(search === null ? {} : { search: { ...searchJson(search), rounds } }),
    },
  )
}
