import { animationFrames, distinctUntilChanged, map, type Observable, of, Subject, startWith, switchMap } from 'rxjs'
import type { Stretch } from '../state/request.js'

/**
 * What is heard, how loud, and the stretch that goes round; none where it plays to its end. All times are those of the
 * recording: `lead` is how much of the sound comes before its beginning.
 */
export interface Playback {
  readonly buffer: AudioBuffer
  readonly lead: number
  readonly gain: number
  readonly round: Stretch | null
}

/** Plays one sound at a time. Another takes its place where the last one is, without a click. */
export interface Player {
  readonly play: (playing: Playback) => void
  readonly pause: () => void
  readonly seek: (seconds: number) => void
  /** Another sound, loudness or stretch; it plays on if it played. */
  readonly turn: (playing: Playback) => void
  readonly isPlaying: Observable<boolean>
  readonly position: Observable<number>
  readonly here: () => number
}

interface Voice {
  readonly source: AudioBufferSourceNode
  readonly volume: GainNode
  readonly playing: Playback
  /** Where it began, and when, by the context's clock. */
  readonly from: number
  readonly since: number
}

/** How long one fades into the other, in seconds. */
const fade = 0.012

const endOf = ({ buffer, lead }: Playback): number => buffer.duration - lead

const placeOf = ({ from, since, playing }: Voice, now: number): number => {
  const { round } = playing
  const at = from + (now - since)
  if (round === null || at < round.to) return Math.min(at, endOf(playing))
  const length = round.to - round.from
  return round.from + ((at - round.from) % length)
}

/** A player; its context opens with the first sound, since browsers want a click before. */
export const playerOf = (): Player => {
  let context: AudioContext | null = null
  let voice: Voice | null = null
  let rest = 0
  const turns = new Subject<boolean>()

  const here = (): number => (voice === null || context === null ? rest : placeOf(voice, context.currentTime))

  const silence = (): void => {
    if (voice === null || context === null) return
    rest = here()
    const { source, volume } = voice
    voice = null
    volume.gain.setTargetAtTime(0, context.currentTime, fade / 3)
    source.stop(context.currentTime + 2 * fade)
  }

  const play = (playing: Playback): void => {
    context ??= new AudioContext()
    const clock = context
    void clock.resume()
    silence()
    const { buffer, lead, gain, round } = playing
    const from =
      round !== null && (rest < round.from || rest >= round.to)
        ? round.from
        : rest < -lead || rest >= endOf(playing) - fade
          ? -lead
          : rest
    const [source, volume] = [clock.createBufferSource(), clock.createGain()]
    source.buffer = buffer
    if (round !== null) {
      source.loop = true
      source.loopStart = round.from + lead
      source.loopEnd = round.to + lead
    }
    volume.gain.setValueAtTime(0, clock.currentTime)
    volume.gain.setTargetAtTime(gain, clock.currentTime, fade / 3)
    source.connect(volume).connect(clock.destination)
    const mine: Voice = { source, volume, playing, from, since: clock.currentTime }
    source.addEventListener('ended', () => {
      if (voice !== mine) return
      voice = null
      rest = 0
      turns.next(false)
    })
    source.start(0, from + lead)
    voice = mine
    turns.next(true)
  }

  const pause = (): void => {
    silence()
    turns.next(false)
  }

  const isPlaying = turns.pipe(startWith(false), distinctUntilChanged())
  return {
    play,
    pause,
    here,
    isPlaying,
    turn: (playing) => {
      if (voice !== null) play(playing)
    },
    seek: (seconds) => {
      const playing = voice?.playing
      silence()
      rest = seconds
      if (playing === undefined) turns.next(false)
      else
        play(
          playing.round !== null && (rest < playing.round.from || rest >= playing.round.to)
            ? { ...playing, round: null }
            : playing,
        )
    },
    position: turns.pipe(
      startWith(false),
      switchMap((plays) => (plays ? animationFrames().pipe(map(here)) : of(0).pipe(map(here)))),
    ),
  }
}
