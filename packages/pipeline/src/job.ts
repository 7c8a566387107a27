import { randomInt } from 'node:crypto'
import { basename } from 'node:path'
import type { Audio } from '@sigmastream/audio'
import { constant, drawsOf, type NoiseSource, type Plan, type Refused } from '@sigmastream/core'
import { isSamplerName } from '@sigmastream/samplers'
import { either as E, readonlyNonEmptyArray as RNEA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type Clip, isFinite, notFinite } from './clip.js'
import {
  badRecipe,
  field,
  fromSampleError,
  gigabytes,
  onLine,
  type RenderError,
  refuseRecipe,
  words,
} from './errors.js'
import { type Excerpt, readExcerpt } from './excerpt.js'
import type { Model, Order, Piece, Pieces } from './model.js'
import { type TaskPlan, taskPlan } from './plan.js'
import { BITS, type Recipe, type RecipeFields } from './recipe/recipe.js'
import { type Samples, samplesOf } from './samples.js'
import { type Levels, noiseOf, sigmasOf } from './sampling.js'
import type { Material } from './sound-file-clip.js'
import { variationOf } from './variation.js'

/** What a recipe says when nothing of it is left open. */
export type WholeRecipe = Recipe & Required<Pick<Recipe, 'sampler' | 'schedule' | 'steps' | 'noise' | 'seed'>>

/** A recipe that could be rendered now: everything that can be wrong before the model is loaded has been checked. */
export interface Job {
  readonly recipe: WholeRecipe
  /** What the model works on: of a long recording, the excerpt that it asked for. */
  readonly clip: Clip | null
  /** All that stays where nothing is made; `null` where the model has no sound to keep. */
  readonly recording: Samples | null
  readonly piece: Piece
  /** Of which of the orders it is, and so which of the models that are opened. */
  readonly place: number
  /** The schedule that was asked for; a sampler with intervals of its own takes its range. */
  readonly sigmas: readonly number[]
  /** What its plan is made of, once there is a reference. */
  readonly parts: TaskPlan
  /** The plan as it can be explained: on zeros in the place of the reference. */
  readonly plan: Plan
  readonly noise: NoiseSource
}

/** Jobs that one model serves; `open` as of `Pieces`. */
export interface Jobs {
  readonly each: RNEA.ReadonlyNonEmptyArray<Job>
  readonly open: Pieces['open']
}

/** The lowest sigma of a variation that begins below the model's own lowest, as a part of where it begins. */
const lowestPart = 0.05

/**
 * Between which levels the schedule of a recipe is made: a variation begins at its noise level; `null` for a schedule
 * that has its own, where none are asked for.
 */
const levelsOf = (recipe: Recipe, { conventions, levelOf }: Piece): E.Either<RenderError, Levels | null> => {
  const { sigmaMin, sigmaMax, schedule = conventions.schedule } = recipe
  const asked = { sigmaMin: sigmaMin ?? conventions.sigmaMin, sigmaMax: sigmaMax ?? conventions.sigmaMax }
  if (recipe.command !== 'vary')
    return E.right(schedule === 'vp' && (sigmaMin ?? sigmaMax ?? null) === null ? null : asked)
  const { noiseLevel } = variationOf(recipe, levelOf)
  const lowest = sigmaMin ?? Math.min(conventions.sigmaMin, noiseLevel * lowestPart)
  if (sigmaMax !== undefined && sigmaMax !== null && sigmaMax !== noiseLevel)
    return refuseRecipe(
      'sigmaMax',
      words`${field('sigmaMax')}: ${field('noiseLevel')} is the highest sigma of a variation`,
      ['leave one of them out'],
    )
  return noiseLevel > lowest
    ? E.right({ sigmaMin: lowest, sigmaMax: noiseLevel })
    : refuseRecipe('noiseLevel', words`${field('noiseLevel')} is ${noiseLevel}`, [
        `give ${2 * lowest} or more: the lowest sigma is ${lowest}`,
      ])
}

/** Seconds mean nothing in latents without a rate, and sound has its own. */
const checkRate = (model: Model, recipe: Recipe, clip: Material): E.Either<RenderError, void> => {
  const { frameRate = null, tensor = null, windowLength = null } = recipe
  if (clip._tag !== 'Latents') {
    const stray = frameRate !== null ? 'frameRate' : tensor === null ? null : 'tensor'
    return stray === null
      ? E.right(undefined)
      : refuseRecipe(stray, words`${field(stray)} is for latents, and ${field('clip')} is sound`, ['leave it out'])
  }
  if (model.knowsRate)
    return frameRate === null
      ? E.right(undefined)
      : refuseRecipe('frameRate', words`${field('frameRate')}: the model has its own`, ['leave it out'])
  const inSeconds =
    recipe.command === 'inpaint'
      ? words`${field('regions')} are in seconds`
      : windowLength === null
        ? null
        : words`${field('windowLength')} is in seconds`
  return frameRate !== null || inSeconds === null
    ? E.right(undefined)
    : refuseRecipe(
        'frameRate',
        [...inSeconds, ...words` and ${field('clip')} is latents`],
        words`give ${field('frameRate')}, frames a second, as well`,
      )
}

/**
 * A clip from a file must be the one of the recipe, where it says which; one that is in memory may hold anything. Of an
 * inpainting there is a region.
 */
const checkClip = (model: Model, { recipe, clip }: MaterialOrder): E.Either<RenderError, void> => {
  if (recipe.command === 'inpaint' && recipe.regions.length === 0)
    return refuseRecipe('regions', words`${field('regions')}: none; give at least one { from, to } in seconds`)
  if (clip === null) return E.right(undefined)
  if (clip._tag !== 'SoundFile' && !isFinite(clip)) return E.left(notFinite('clip', clip))
  const { inputHash } = recipe
  return clip.hash === null || (inputHash ?? clip.hash) === clip.hash
    ? checkRate(model, recipe, clip)
    : refuseRecipe(
        'clip',
        [`${clip.name} is not the file that the recipe worked on`],
        [`give the one whose SHA-256 is ${String(inputHash)}`],
      )
}

/** What a clip is, as a recipe says it. */
const materialOf = (clip: Clip | null): RecipeFields => ({
  input: clip === null ? null : basename(clip.name),
  ...(clip === null || clip.hash === null ? {} : { inputHash: clip.hash }),
  ...(clip?._tag === 'Latents' && clip.tensor !== null ? { tensor: clip.tensor } : {}),
})

/** The last of `count` seeds from `seed` on must be one. */
const checkSeeds = (seed: number, count: number): E.Either<RenderError, number> => {
  const most = Number.MAX_SAFE_INTEGER - (count - 1)
  return seed <= most
    ? E.right(seed)
    : refuseRecipe('seed', words`${field('seed')} is ${seed}, and ${count} results have the seeds from it on`, [
        `give at most ${most}`,
      ])
}

/**
 * Which results a recipe asks for: one, or where it says a batch and no item of it, all of one seed. Where several are
 * ordered, each has a seed of its own, from `seed` on.
 */
const itemsOf = (
  batch: number | undefined = 1,
  item: number | undefined,
  seed: number,
  count: number,
): E.Either<RenderError, RNEA.ReadonlyNonEmptyArray<RecipeFields>> => {
  const seeds = checkSeeds(seed, item === undefined ? batch * count : batch)
  if (E.isLeft(seeds)) return seeds
  if (count > 1) return E.right(RNEA.makeBy((i): RecipeFields => ({ seed: seed + i }))(count))
  if (item === undefined)
    return E.right(RNEA.makeBy((i): RecipeFields => (batch === 1 ? {} : { batch, item: i }))(batch))
  return item < batch
    ? E.right([batch === 1 ? {} : { batch, item }])
    : refuseRecipe('item', [`the recipe is of item ${item} of ${batch}`], ['items count from 0'])
}

/** A recipe, and what it works on as it was given; `null` where it works on none. */
export interface MaterialOrder {
  readonly recipe: Recipe
  readonly clip: Material | null
  /** As of `Order`. */
  readonly count?: number
}

/** A paint window that is none is said of the bound that was typed, and of both that is to blame. */
const fromPlanError =
  (recipe: Recipe) =>
  (error: Refused): RenderError => {
    if (error.subject !== 'the paint window' || recipe.command !== 'inpaint') return fromSampleError(error)
    const { paintStart, paintEnd } = recipe
    const isStart = paintEnd === null || (paintStart !== null && paintStart > paintEnd)
    return fromSampleError(error, isStart ? 'paintStart' : 'paintEnd')
  }

/** An order as the model takes it, and the whole recording that its clip is an excerpt of; `null` where it is none. */
interface ExcerptOrder {
  readonly order: Order
  readonly whole: Samples | null
}

/** The most samples that are worked on at once: 1 GiB, 50 minutes of stereo at 44.1 kHz. */
const mostBytes = 2 ** 30

/** The order with what the model needs of its clip. Errors: regions that are none of the recording's, what it reads. */
const excerptOrder = (
  model: Model,
  { clip, ...rest }: MaterialOrder,
  availableMemory: number,
): TE.TaskEither<RenderError, ExcerptOrder> => {
  const { recipe } = rest
  if (clip === null || clip._tag === 'Latents') return TE.right({ order: { ...rest, clip }, whole: null })
  const { name, hash, info } = clip
  const whole = clip._tag === 'Sound' ? samplesOf(clip.audio) : clip.samples
  const stretches = model.excerpt === undefined ? TE.right(null) : model.excerpt(recipe, whole)
  return pipe(
    stretches,
    TE.flatMap((some): TE.TaskEither<RenderError, ExcerptOrder> => {
      if (some === null && clip._tag === 'Sound') return TE.right({ order: { ...rest, clip }, whole: null })
      const excerpt: Excerpt | null = some === null ? null : { stretches: some, of: whole.frames }
      return pipe(
        excerpt === null ? readWhole(name, whole, availableMemory) : readExcerpt(whole, excerpt),
        TE.map((audio): ExcerptOrder => {
          const part = { _tag: 'Sound', name, hash, audio, info } as const
          return excerpt === null
            ? { order: { ...rest, clip: part }, whole: null }
            : { order: { ...rest, clip: { ...part, excerpt } }, whole }
        }),
      )
    }),
  )
}

/** All samples of a file. Refused: more than fit into memory, or into one result. */
const readWhole = (name: string, samples: Samples, availableMemory: number): TE.TaskEither<RenderError, Audio> => {
  const count = samples.frames * samples.channels
  const bytes = count * Float32Array.BYTES_PER_ELEMENT
  return bytes > Math.min(availableMemory, mostBytes)
    ? TE.left(
        badRecipe(
          'clip',
          [
            `${name} is too long: its samples are ${gigabytes(bytes)}, and ${gigabytes(Math.min(availableMemory, mostBytes))} can be held`,
          ],
          ['cut it into shorter pieces'],
        ),
      )
    : samples.read(0, samples.frames)
}

/** The jobs of one piece: one for each item of its batch. */
const jobsOf = (
  { order: { clip, count = 1 }, whole }: ExcerptOrder,
  piece: Piece,
  place: number,
  random: number,
): E.Either<RenderError, RNEA.ReadonlyNonEmptyArray<Job>> => {
  const { conventions, levelOf, task, startScale, shape } = piece
  const { batch, item, ...asked } = piece.recipe
  const { sampler = conventions.sampler, schedule = conventions.schedule, steps = conventions.steps } = asked
  const { noise = 'keyed', seed = random, reuse = null } = asked
  const recording = whole ?? (piece.original === null ? null : samplesOf(piece.original))
  const blamed = (asked.sigmaMax ?? null) === null && (asked.sigmaMin ?? null) !== null ? 'sigmaMin' : 'sigmaMax'
  // the recipe was decoded, and the conventions are those of a model that anyone may have written, without types too
  if (!isSamplerName(sampler))
    return refuseRecipe('sampler', words`${field('sampler')} is "${sampler}"`, [
      'give one that sigmastream samplers lists',
    ])
  return pipe(
    E.Do,
    E.bind('levels', () => levelsOf(asked, piece)),
    E.bind('sigmas', ({ levels }) => sigmasOf(schedule, steps, levels, blamed)),
    E.let('parts', ({ sigmas }): TaskPlan => ({ sampler, reuse, sigmas, task, startScale })),
    E.bind('plan', ({ parts }) => pipe(taskPlan(parts, constant(shape, 0)), E.mapLeft(fromPlanError(asked)))),
    E.bind('items', () => itemsOf(batch, item, seed, count)),
    E.flatMap(({ levels, sigmas, parts, plan, items }) => {
      const levelFields = { sigmaMin: levels?.sigmaMin ?? null, sigmaMax: levels?.sigmaMax ?? null }
      const variation = asked.command === 'vary' ? variationOf(asked, levelOf) : {}
      const own = { bits: BITS, sampler, schedule, steps, noise, seed }
      return pipe(
        items,
        E.traverseReadonlyNonEmptyArrayWithIndex((_, which: RecipeFields) => {
          const recipe = { ...asked, ...materialOf(clip), ...own, ...variation, ...which, ...levelFields }
          return pipe(
            noiseOf(recipe, drawsOf(plan), shape),
            E.map((source): Job => ({ recipe, clip, recording, piece, place, sigmas, parts, plan, noise: source })),
          )
        }),
      )
    }),
  )
}

/**
 * How jobs are prepared: `seed` is that of recipes without one, chosen at random unless it is given; a recording that
 * does not fit into `availableMemory`, bytes, is not read.
 */
export interface PrepareOptions {
  readonly seed?: number
  readonly signal?: AbortSignal
  readonly availableMemory?: number
}

/**
 * Makes the plans of recipes, one job for each item of each batch. Nothing is loaded into the model yet. Errors: what
 * the model, the schedule, the plan or the noise refuse, naming fields.
 */
export const prepare =
  (
    model: Model,
    orders: RNEA.ReadonlyNonEmptyArray<MaterialOrder>,
    {
      seed = randomInt(2 ** 32),
      signal = new AbortController().signal,
      availableMemory = Infinity,
    }: PrepareOptions = {},
  ): TE.TaskEither<RenderError, Jobs> =>
  async () => {
    const given = pipe(
      orders,
      E.traverseReadonlyNonEmptyArrayWithIndex((place, order: MaterialOrder) =>
        pipe(checkClip(model, order), E.mapLeft(onLine(place, orders.length))),
      ),
    )
    if (E.isLeft(given)) return given
    const excerpts = await pipe(
      orders,
      TE.traverseReadonlyNonEmptyArrayWithIndexSeq((place, order: MaterialOrder) =>
        pipe(excerptOrder(model, order, availableMemory), TE.mapLeft(onLine(place, orders.length))),
      ),
    )()
    if (E.isLeft(excerpts)) return excerpts
    const pieces = await model.prepare(RNEA.map(({ order }: ExcerptOrder) => order)(excerpts.right), signal)()
    if (E.isLeft(pieces)) return pieces
    return pipe(
      RNEA.zip(excerpts.right, pieces.right.each),
      E.traverseReadonlyNonEmptyArrayWithIndex((place, [of, piece]) =>
        pipe(jobsOf(of, piece, place, seed), E.mapLeft(onLine(place, orders.length))),
      ),
      E.map((each) => ({ each: RNEA.flatten(each), open: pieces.right.open })),
    )
  }
