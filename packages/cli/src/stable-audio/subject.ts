import type { StableAudio } from '@sigmastream/model-sao'
import type { Io } from '../io.js'
import type { Needs, Subject } from '../run/subject.js'
import type { SigmaDefaults } from '../schedule.js'
import { fromNetworkError } from './errors.js'
import { openStableAudio, type Piece } from './open.js'
import { type Told, toldOf } from './told.js'
import type { Work } from './work.js'

/** A model and what it is told; `expected` is the identity that it must have, where it must have one. */
export interface Asked {
  readonly folder: string
  readonly told: Told
  readonly expected: string | null
  /** The levels of the profile. */
  readonly defaults: SigmaDefaults
}

/** `count` is how many items are told of on this model. */
const needsOf =
  (model: StableAudio, { told, work }: Piece, count: number) =>
  (heard: boolean): Needs =>
    model.memory({
      frames: work.shape[2],
      batch: 1,
      guided: told.cfg !== 1,
      told: told.negative === null ? count : 2 * count,
      encoded: work.reference?._tag === 'Sound',
      decoded: heard,
      available: told.memory,
    })

/** What a run works on, one of `count` things that the model is told of. */
export const subjectOf = (model: StableAudio, { told, defaults }: Asked, work: Work, input: object, io: Io, count = 1): Subject => {
  const { sampleRate, audioChannels, frameRate } = model.geometry
  const like = work.asOriginal ? work.original : null
  const piece = { told, work }
  return {
    shape: work.shape,
    frameRate,
    task: work.task,
    defaults,
    startScale: told.startScale,
    original: work.original,
    sound: { sampleRate: like?.sampleRate ?? sampleRate, channels: like?.channels.length ?? audioChannels },
    told: { model: model.identity, ...toldOf(told), seconds: work.seconds, ...input, node: process.version },
    remedies: '--prompt or --cfg',
    remarks: work.remarks,
    needs: needsOf(model, piece, count),
    open: openStableAudio(model, piece, io),
    errorOf: fromNetworkError,
  }
}
