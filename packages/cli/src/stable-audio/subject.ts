import type { StableAudio } from '@sigmastream/model-sao'
import type { Device } from '@sigmastream/onnx'
import type { Io } from '../io.js'
import type { AskedDevice } from '../options/device.js'
import type { Needs, Subject } from '../run/subject.js'
import type { SigmaDefaults } from '../schedule.js'
import { fromNetworkError } from './errors.js'
import { openStableAudio, type Piece } from './open.js'
import { type Told, toldOf } from './told.js'
import type { Work } from './work.js'

/** A model and what it is told; `expected` is the identity that it must have, where it must have one. */
export interface Asked {
  readonly folder: string
  readonly device: AskedDevice
  readonly told: Told
  readonly expected: string | null
  /** The levels of the profile. */
  readonly defaults: SigmaDefaults
}

/** A model, and where it is computed. */
export interface Loaded {
  readonly model: StableAudio
  readonly device: Device
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
export const subjectOf = (
  { model, device }: Loaded,
  { told, defaults }: Asked,
  work: Work,
  input: object,
  io: Io,
  count = 1,
): Subject => {
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
    told: {
      model: model.identity,
      ...toldOf({ ...told, precision: model.precision }),
      ...(device === 'cpu' ? {} : { device }),
      seconds: work.seconds,
      ...input,
      node: process.version,
    },
    remedies: '--prompt or --cfg',
    remarks: work.remarks,
    needs: device === 'cpu' ? needsOf(model, piece, count) : null, // a device has memory of its own
    open: openStableAudio(model, piece, io),
    errorOf: fromNetworkError,
  }
}
