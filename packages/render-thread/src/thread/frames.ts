import { rm } from 'node:fs/promises'
import type { Frame } from '@sigmastream/core'
import {
  type Checkpoint,
  keptSteps,
  loadCheckpoint,
  type RenderError,
  type RunState,
  saveCheckpoint,
} from '@sigmastream/pipeline'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RenderFiles } from '../files/render-files.js'
import type { FrameSource } from './protocol.js'

/**
 * Keeps a frame: the newest, from which an interrupted render goes on, and one of every so many, from which forks start.
 * The newest before makes way, once this one is whole.
 */
export const keepFrame = (
  files: RenderFiles,
  every: number,
  frame: Frame,
  { plan, summary }: RunState,
): TE.TaskEither<RenderError, void> => {
  const before = summary.done - 1
  return pipe(
    saveCheckpoint(files.frames, plan, frame, summary),
    TE.tap(() =>
      TE.fromTask(() => (before % every === 0 ? Promise.resolve() : rm(files.frame(before), { force: true }))),
    ),
  )
}

/** The newest frame of a folder that can be read, after at most so many steps; `null` where there is none. */
const newestFrame = async (folder: string, most = Infinity): Promise<Checkpoint | null> => {
  const kept = await keptSteps(folder)()
  const steps = E.isRight(kept) ? kept.right.filter((done) => done <= most) : []
  for (const done of steps.toReversed()) {
    const frame = await loadCheckpoint(folder, done)()
    if (E.isRight(frame)) return frame.right
  }
  return null
}

/**
 * Where a render goes on: at its own newest frame, else at the newest of the render that it goes on from, up to the step
 * from which it is another.
 */
export const startOf = async (frames: string, from: FrameSource | null): Promise<Checkpoint | null> => {
  const own = await newestFrame(frames)
  if (own !== null || from === null) return own
  const other = await newestFrame(from.folder, from.at)
  if (other === null) return null
  // it is a frame of the other's plan, which is this one's as far as it goes
  const { plan: _, ...frame } = other.frame
  return { ...other, frame }
}
