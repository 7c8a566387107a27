import type { ForkFields, Recipe } from '@sigmastream/pipeline'
import type * as t from 'io-ts'
import type { Fault } from '../wire/fault.js'
import type { PreparedEvent, StepEvent } from '../wire/progress.js'

/** A file of the store under the name that it was given. */
export interface NamedFile {
  readonly path: string
  readonly name: string
}

/**
 * What a recipe works on, what it learns from, and the folder of its model; `null` for the embedded one. `memory` is how
 * many bytes it may take, those that the thread holds already among them.
 */
export interface Material {
  readonly input: NamedFile | null
  readonly exemplars: readonly NamedFile[]
  readonly model: string | null
  readonly memory: number
}

/** A frame of another render that a fork goes on from, and what is another from there on; `null` of one that ends there. */
export interface FrameSource {
  readonly folder: string
  readonly at: number
  readonly changes: ForkFields | null
}

/** What a thread is asked to do. */
export type Errand =
  /**
   * Makes a recipe, its frames and its result into the folder of a render. Beside the newest frame, one after `every` so
   * many steps is kept for good, so that another may start from it; `null` keeps as many as there are previews. There are
   * at most so many `previews`, `null` for as many as usual; and a `picture` of the result where one is wanted: to draw it
   * may take longer than a quick model.
   */
  | {
      readonly _tag: 'Render'
      readonly recipe: Recipe
      readonly material: Material
      readonly folder: string
      readonly from: FrameSource | null
      readonly every: number | null
      readonly previews: number | null
      readonly picture: boolean
    }
  | { readonly _tag: 'Explain'; readonly recipe: Recipe; readonly material: Material }
  /** Says what a recipe comes to, all of it checked that needs no weights: `PreparedRender`. */
  | { readonly _tag: 'Check'; readonly recipe: Recipe; readonly material: Material }
  /** Draws the picture of the result in the folder of a render that was made elsewhere; the answer is `null`. */
  | { readonly _tag: 'Draw'; readonly recipe: Recipe; readonly material: Material; readonly folder: string }
  /** Says what a file of sound is. */
  | { readonly _tag: 'Inspect'; readonly file: NamedFile }
  /** Writes a result in another container. */
  | { readonly _tag: 'Convert'; readonly from: string; readonly to: string }
  /** Says what is in the folder of a checkpoint. */
  | { readonly _tag: 'Survey'; readonly folder: string }
  /** Closes the model that is kept for the next errand; the answer is `null`. */
  | { readonly _tag: 'Release' }

/** What happens while a recipe is rendered. */
export type News =
  | { readonly _tag: 'Prepared'; readonly whole: Recipe; readonly data: t.TypeOf<typeof PreparedEvent> }
  | { readonly _tag: 'Step'; readonly data: t.TypeOf<typeof StepEvent>; readonly at: number }
  /** What a step sounds like was written. */
  | { readonly _tag: 'Preview'; readonly index: number }

/** How a render is steered while it runs: whether it waits after its step, and for how many seconds a step takes at least. */
export interface SteerState {
  readonly paused: boolean
  readonly pace: number
}

/** What a thread is told. */
export type Order =
  | { readonly _tag: 'Begin'; readonly errand: Errand }
  | { readonly _tag: 'Steer'; readonly steering: SteerState }
  | { readonly _tag: 'Stop' }

/**
 * What a thread tells: news of what it does, and what it came to: a fault, or the answer of its errand. And how many bytes
 * the model takes that it keeps for the next errand, where that changes.
 */
export type Report =
  | { readonly _tag: 'Held'; readonly bytes: number }
  | { readonly _tag: 'News'; readonly news: News }
  | { readonly _tag: 'Failed'; readonly fault: Fault }
  | { readonly _tag: 'Answered'; readonly answer: unknown }
