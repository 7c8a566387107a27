import { asJob, embeddedModel, type NamedJob } from '@sigmastream/farm'
import { type Fault, PreparedRender } from '@sigmastream/render-thread/wire'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RenderNote } from '../../store/render-note.js'
import { placeRecipe, type Shelf, toldRecipe } from '../material-of.js'
import type { FarmSettings } from './farm-settings.js'

/** A render as a job of a farm, and what is told of it before its first step. */
export interface OrderedJob {
  readonly named: NamedJob
  readonly checked: PreparedRender
}

/**
 * The job of a render: its recipe checked on what it works on, with nothing left open. It is the job that `sigmastream farm
 * submit` makes of the same recipe. Errors: what a run would refuse before its first step, a sound or a model that is not here.
 */
export const orderedJob = (
  { recipe, whole }: Pick<RenderNote, 'recipe' | 'whole'>,
  shelf: Shelf,
  { errands, submitter, engine }: Pick<FarmSettings, 'errands' | 'submitter' | 'engine'>,
  signal: AbortSignal,
): TE.TaskEither<Fault, OrderedJob> =>
  pipe(
    TE.fromEither(placeRecipe(shelf, whole ?? recipe)),
    TE.bindTo('placed'),
    TE.bind(
      'checked',
      ({ placed: { recipe: asked, material } }) =>
        () =>
          errands.run({ _tag: 'Check', recipe: toldRecipe(shelf, asked), material }, PreparedRender, undefined, signal),
    ),
    TE.map(({ placed: { material }, checked }) => {
      const { stored, peakBytes } = checked
      const { input, exemplars } = material
      return {
        checked,
        named: {
          job: asJob(stored, stored.model ?? embeddedModel, peakBytes, {
            engine,
            sentAs: { priority: 'normal', submitter },
          }),
          name: 'result.wav',
          files: [...(input === null ? [] : [input.path]), ...exemplars.map(({ path }) => path)],
        },
      }
    }),
  )
