import { samplers } from '@sigmastream/samplers'
import { intervalsOf } from '../intervals.js'
import type { Job } from '../job.js'
import type { MemoryNeeds } from '../model.js'
import { plannedCalls } from '../model-calls.js'
import { branchesOf } from '../recipe/branches.js'
import { gigabytes, type NameOf, showNumber } from '../words.js'
import { durationLine } from './duration.js'
import type { Explanation } from './explanation.js'
import { jobNotes } from './job-notes.js'
import { levelLine } from './level-line.js'
import { takeText } from './take-text.js'

/** What is drawn: of an edit, unless it is inverted, noise for each level that the model is asked at. */
const lanesLine = ({ job: { parts }, lanes: all }: Explanation): string => {
  if (parts.task._tag === 'Edit' && !parts.task.invert) return 'drawn for each noise level'
  const lanes = all.map(({ lane, draws }) => (draws === null ? lane : `${lane} x ${draws}`))
  return lanes.length === 0 ? 'none drawn' : lanes.join(', ')
}

/** How much memory the run takes at its most, where that is predicted. */
const peakLines = (needs: MemoryNeeds | null): readonly string[] =>
  needs === null
    ? []
    : [`peak       about ${gigabytes(needs.peak)} of memory at most, ${gigabytes(needs.model)} of it the model`]

/** A scale to read: of a long curve its beginning. */
const scaleText = (cfg: number | string): string => {
  const text = String(cfg)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** A prompt to read: of a long one its beginning. */
const promptText = (prompt: string): string => JSON.stringify(prompt.length > 60 ? `${prompt.slice(0, 57)}...` : prompt)

/** What of prompts is more than one that is followed from the first step to the last. */
const promptLines = (recipe: Job['recipe']): readonly string[] => {
  const { prompt = '', otherPrompt, blend, promptUntil } = recipe
  if (otherPrompt === undefined && recipe.command !== 'edit') return []
  const [first, second] = [promptText(prompt), promptText(otherPrompt ?? '')]
  const wanted =
    blend !== undefined
      ? `${first} with ${Math.round(100 * blend)} % of ${second}`
      : promptUntil !== undefined
        ? `${first} until sigma ${showNumber(promptUntil)}, then ${second}`
        : first
  return [`prompts    ${recipe.command === 'edit' ? `from ${promptText(recipe.fromPrompt)} to ${wanted}` : wanted}`]
}

/** How the model is guided, where it is one that can be. */
const guidanceLines = ({ cfg, guidance = 'cfg', cfgPp = false, cfgRefresh = 1 }: Job['recipe']): readonly string[] => {
  if (cfg === undefined) return []
  const branches = branchesOf({ cfg, guidance, cfgPp })
  const refreshed = cfgRefresh === 1 ? '' : `, without the prompt at one call in ${cfgRefresh}`
  return [
    `guidance   ${guidance}${cfgPp ? ', CFG++' : ''}, scale ${scaleText(cfg)}: ${branches === 1 ? '1 branch' : `${branches} branches`} a call${refreshed}`,
  ]
}

/** What a model that fills gaps itself is told of what surrounds them. */
const methodLines = ({ method }: Job['recipe']): readonly string[] => {
  if (method === 'native') return ['method     native: the model is told what is there, and makes all of it']
  return method === 'both'
    ? ['method     both: the model is told what is there, which is put back after each step']
    : []
}

/** What `--still-above` leaves out. */
const stillText = ({ stillAbove = null }: Job['recipe'], still: number, calls: number | null): string => {
  if (stillAbove === null) return ''
  const above = `those above sigma ${showNumber(stillAbove)}`
  return calls === null ? `, but for ${above}` : still === 0 ? '' : `; ${still} more, ${above}, are left out`
}

/** How far the noise goes toward that of another seed. */
const wayText = ({ toward, by = 0 }: Job['recipe']): string =>
  toward === undefined ? '' : `, ${by} of the way to seed ${toward}`

const adaptiveCalls = 'as many as the solver needs'

/** An explanation for a person to read, a line each; `nameOf` says how fields are written. */
export const explanationLines = (explanation: Explanation, nameOf?: NameOf): readonly string[] => {
  const { job, memory, needs, calls, still, duration, sigmas } = explanation
  const { plan, piece, recipe } = job
  const { family, order, reference } = samplers[job.parts.sampler]()
  const intervals = intervalsOf(plan)
  const rate = piece.frameRate === null ? '' : `, ${showNumber(piece.frameRate)} frames a second`
  const own = intervals === null ? " (the steps between are the solver's own)" : ''
  return [
    `chain      ${plan.step.name}`,
    `sampler    ${recipe.sampler}: ${family}, order ${order}; ${reference}`,
    `latents    ${piece.shape.join(' x ')} (batch x channels x frames)${rate}`,
    ...piece.remarks,
    ...jobNotes(job, nameOf).map((text) => `note       ${text}`),
    `steps      ${intervals === null ? adaptiveCalls : intervals.length}`,
    ...promptLines(recipe),
    ...guidanceLines(recipe),
    ...methodLines(recipe),
    `calls      ${calls === null || recipe.reuse === undefined ? '' : 'at most '}${calls ?? adaptiveCalls}, of the model${stillText(recipe, still, calls)}`,
    ...(duration === null ? [] : [durationLine(duration, plannedCalls(job))]),
    `memory     ${memory} past estimate${memory === 1 ? '' : 's'} read by a step`,
    ...peakLines(needs),
    `noise      ${recipe.noise}, ${takeText(recipe)}${wayText(recipe)}: ${lanesLine(explanation)}`,
    `schedule   ${recipe.schedule}: ${sigmas.map(showNumber).join(' ')}${own}`,
    `           ${levelLine(sigmas)}`,
  ]
}
