import { option as O } from 'fp-ts'
import { BehaviorSubject, type Observable } from 'rxjs'
import { type Recorder, startRecorder } from '../sound/recorder.js'
import { openSound } from './open-sound.js'
import type { Room } from './room.js'

/** The microphone of the page. */
export interface Microphone {
  readonly isListening: Observable<boolean>
  /** Begins to record, or ends it and opens what was recorded. */
  readonly startOrEnd: () => Promise<void>
}

/** A recording is called by when it was made, in letters that any folder takes. */
const nameNow = (): string => `Recording ${new Date().toLocaleString('sv').replaceAll(':', '.')}.wav`

/** The microphone, of which one recording goes on at a time. */
export const microphoneOf = (room: Room): Microphone => {
  const recorder = new BehaviorSubject<Recorder | null>(null)
  const isListening = new BehaviorSubject(false)
  recorder.subscribe((now) => isListening.next(now !== null))
  return {
    isListening,
    startOrEnd: async () => {
      const ending = recorder.value
      if (ending === null) {
        const started = await room.attempt(startRecorder)
        if (O.isSome(started)) recorder.next(started.value)
        return
      }
      recorder.next(null)
      await openSound(room, nameNow(), new Blob([await ending.end()]))
    },
  }
}
