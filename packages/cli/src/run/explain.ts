import { drawsOf, type Plan } from '@sigmastream/core'
import {
  branchesOf,
  gigabytes,
  intervalsOf,
  type Job,
  lanesOf,
  type MemoryNeeds,
  plannedCalls,
  recordOf,
  showNumber,
  stillCalls,
} from '@sigmastream/pipeline'
import { samplers } from '@sigmastream/samplers'
import { either as E, task as T } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Io, type Outcome, success } from '../io.js'
import type { Settings } from '../options/settings.js'
import { type Duration, durationLine, durationOf } from './duration.js'
import { levelLine } from './level-line.js'
import { needsOf } from './memory.js'
import { jobLines } from './notes.js'
import type { PreparedRequest } from './request.js'
import { takeText } from './search-run.js'

/** How often each lane is drawn from; `null` where the steps, and so the draws, are chosen while it runs. */
const lanesIn = (plan: Plan): readonly { readonly lane: string; readonly draws: number | null }[] =>
  lanesOf(plan).map((lane) => ({
    lane,
    draws: pipe(
      drawsOf(plan),
      E.match(
        () => null,
        (list) => list.filter((draw) => draw.lane === lane).length,
      ),
    ),
  }))

/** The sigmas that x goes down; of a solver that chooses them, the range that it is given. */
const levelsOf = (plan: Plan, sigmas: readonly number[]): readonly number[] => {
  const intervals = intervalsOf(plan)
  const highest = plan.start.draws.at(-1)?.at.from ?? null
  if (intervals === null) return [...(highest === null ? [] : [highest]), ...sigmas.slice(-2)]
  return [...intervals.slice(0, 1).map(({ from }) => from), ...intervals.map(({ to }) => to)]
}

/** What is drawn: of an edit, unless it is inverted, noise for each level that the model is asked at. */
const lanesLine = ({ plan, parts: { task } }: Job): string => {
  if (task._tag === 'Edit' && !task.invert) return 'drawn for each noise level'
  const lanes = lanesIn(plan).map(({ lane, draws }) => (draws === null ? lane : `${lane} x ${draws}`))
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

const describeJob = (job: Job, settings: Settings, duration: Duration | null, still: number): Outcome => {
  const { plan, piece, sigmas, recipe } = job
  const { family, order, reference } = samplers[job.parts.sampler]()
  const { memory, name: chain } = plan.step
  const intervals = intervalsOf(plan)
  const levels = levelsOf(plan, sigmas)
  const needs = needsOf(job, settings)
  const planned = plannedCalls(job)
  const calls = planned === null ? null : planned - still
  const rate = piece.frameRate === null ? '' : `, ${showNumber(piece.frameRate)} frames a second`
  const own = intervals === null ? " (the steps between are the solver's own)" : ''
  return success(
    [
      `chain      ${chain}`,
      `sampler    ${recipe.sampler}: ${family}, order ${order}; ${reference}`,
      `latents    ${piece.shape.join(' x ')} (batch x channels x frames)${rate}`,
      ...piece.remarks,
      ...jobLines(job).map((text) => `note       ${text}`),
      `steps      ${intervals === null ? adaptiveCalls : intervals.length}`,
      ...promptLines(recipe),
      ...guidanceLines(recipe),
      `calls      ${calls === null || recipe.reuse === undefined ? '' : 'at most '}${calls ?? adaptiveCalls}, of the model${stillText(job.recipe, still, calls)}`,
      ...(duration === null ? [] : [durationLine(duration, planned)]),
      `memory     ${memory} past estimate${memory === 1 ? '' : 's'} read by a step`,
      ...peakLines(needs),
      `noise      ${recipe.noise}, ${takeText(recipe)}${wayText(recipe)}: ${lanesLine(job)}`,
      `schedule   ${recipe.schedule}: ${levels.map(showNumber).join(' ')}${own}`,
      `           ${levelLine(levels)}`,
    ],
    {
      ...recordOf(job, null),
      memory,
      peakBytes: needs === null ? null : Math.ceil(needs.peak),
      calls,
      duration,
      lanes: lanesIn(plan),
      sigmas: levels,
      adaptive: intervals === null,
    },
  )
}

/**
 * The chain, calls, memory, noise and schedule of a recipe that is ready, and how long it will take; nothing of it is
 * rendered.
 */
export const explain = ({ job, open }: PreparedRequest, settings: Settings, io: Io): T.Task<Outcome> =>
  pipe(
    T.Do,
    T.bind('duration', () => durationOf(job, open, io)),
    T.bind('still', () => stillCalls(job)),
    T.map(({ duration, still }) => describeJob(job, settings, duration, still)),
  )
