import { taskEither as TE } from 'fp-ts'
import type { Problem } from '../api/problem.js'
import worklet from './recorder-worklet.js?url'
import { joinPieces, wavOf } from './wav.js'

/** A recording that goes on. */
export interface Recorder {
  /** Ends it, and gives the file. */
  readonly end: () => Promise<Uint8Array<ArrayBuffer>>
}

const whyNot = (cause: unknown): Problem => {
  const name = cause instanceof DOMException ? cause.name : ''
  return {
    _tag: 'NoMicrophone',
    why: name === 'NotAllowedError' ? 'refused' : name === 'NotFoundError' ? 'missing' : 'unknown',
  }
}

/** What a telephone does to a voice is no part of a recording. */
const asItIs = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }

const begin = async (): Promise<Recorder> => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: asItIs })
  const context = new AudioContext()
  await context.audioWorklet.addModule(worklet)
  const node = new AudioWorkletNode(context, 'recorder', { numberOfOutputs: 0 })
  const pieces: Float32Array[][] = []
  node.port.addEventListener('message', ({ data }: MessageEvent<Float32Array[][]>) => pieces.push(...data))
  node.port.start()
  context.createMediaStreamSource(stream).connect(node)
  return {
    end: async () => {
      const { sampleRate } = context
      for (const track of stream.getTracks()) track.stop()
      await context.close()
      return wavOf(joinPieces(pieces), sampleRate)
    },
  }
}

/** Begins to record, as the samples come from the microphone. Errors: `NoMicrophone`. */
export const startRecorder: TE.TaskEither<Problem, Recorder> = TE.tryCatch(begin, whyNot)
