import type { Recipe } from '@sigmastream/pipeline'
import type { FrameSource, RenderFiles, SteerState } from '@sigmastream/render-thread'
import type { Fault } from '@sigmastream/render-thread/wire'
import type { either as E } from 'fp-ts'
import type { Parent, Render } from '../api/render.js'
import type { EventLog } from './event-log.js'

/** A render, and whether it is begun now. */
export interface AddedRender {
  readonly render: Render
  readonly isNew: boolean
}

/** Where renders are made, one after the other. */
export interface Room {
  readonly get: (id: string) => Render | undefined
  /** The newest first. */
  readonly all: () => readonly Render[]
  readonly log: (id: string) => EventLog | undefined
  readonly files: (id: string) => RenderFiles
  /** The noise levels that a render was asked to go down, once it is prepared. */
  readonly schedule: (id: string) => readonly number[] | undefined
  /** After how many steps frames are kept. */
  readonly frames: (id: string) => Promise<readonly number[]>
  /**
   * Adds a recipe that is whole enough to have an id. Errors: what it works on is not here, or cannot be made into that; too
   * many wait, a full disk.
   */
  readonly add: (
    recipe: Recipe,
    parent?: Parent | null,
    from?: FrameSource | null,
  ) => Promise<E.Either<Fault, AddedRender>>
  /** Cancels what waits or runs, and removes what is over: then `null`. `undefined` where there is no such render. */
  readonly remove: (id: string) => Promise<Render | null | undefined>
  /** Holds a render after its step, lets it go on, or slows it. Errors: it does not run. */
  readonly steer: (id: string, steering: Partial<SteerState>) => E.Either<Fault, Render>
  /** Makes room for so many bytes. Errors: the disk is as full as it may be. */
  readonly makeRoom: (bytes: number) => Promise<E.Either<Fault, void>>
  /** Ends all threads; what they had begun is gone on with when the room is opened again. */
  readonly close: () => Promise<void>
}
