import type { Sound } from '@sigmastream/server/api'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import {
  combineLatest,
  distinctUntilChanged,
  map,
  type Observable,
  of,
  type Subscription,
  shareReplay,
  startWith,
  switchMap,
  tap,
} from 'rxjs'
import type { Problem } from '../api/problem.js'
import { equalLoudness } from '../look/loudness/equal-loudness.js'
import { channelsOf, decodeSound } from '../sound/decode.js'
import { type Playback, type Player, playerOf } from '../sound/player.js'
import { rememberBy } from '../sound/remember.js'
import { type Comparison, heardOf, isSame, roundOf, type Source } from '../state/hearing.js'
import { type SourcePlace, sourcePlace } from '../state/source-place.js'
import { stretchesOf } from '../state/stretches.js'
import type { Studio } from '../state/studio.js'
import type { Room } from './room.js'
import { untilThere } from './until-there.js'

/** A sound that is heard: its samples, and its place. */
export interface HeardSound {
  readonly source: Source
  readonly place: SourcePlace
  readonly buffer: AudioBuffer
}

/** What is heard of the page, and what plays it. */
export interface Ears {
  readonly player: Player
  /** Decodes what lies at a place, once. */
  readonly load: (place: SourcePlace) => TE.TaskEither<Problem, AudioBuffer>
  readonly heard: Observable<HeardSound | null>
  /** Plays what is heard, as soon as it is there. */
  readonly play: () => void
  /** Plays what is heard, or holds it. */
  readonly playOrPause: () => void
  readonly close: () => void
}

type View = Pick<Studio, 'hearing' | 'takes'> & { readonly sound: Sound | null }

const isSamePlace = (one: SourcePlace | null, other: SourcePlace | null): boolean => one?.path === other?.path

/** How many samples are held decoded, so that they are there at once: half a gigabyte. */
const mostSamples = 2 ** 27

/** Hears what the page says that is heard: the two that are compared as loud as each other. */
export const openEars = ({ studio, api, act }: Room): Ears => {
  const player = playerOf()
  const rates = new Map<string, SourcePlace>()
  const remembered = rememberBy(
    (path) =>
      pipe(
        api.bytes(path),
        TE.flatMap((bytes) => {
          const { sampleRate = 44_100, name = path } = rates.get(path) ?? {}
          return decodeSound(bytes, sampleRate, name)
        }),
      ),
    { sizeOf: ({ length, numberOfChannels }) => length * numberOfChannels, most: mostSamples },
  )
  const load = (place: SourcePlace): TE.TaskEither<Problem, AudioBuffer> => {
    rates.set(place.path, place)
    return remembered(place.path)
  }
  const looked: Observable<View> = studio.pipe(
    map(({ hearing, takes, desk }) => ({ hearing, takes, sound: desk.now.sound })),
  )
  const soundOf = (choose: (hearing: Comparison) => Source | null): Observable<HeardSound | null> =>
    looked.pipe(
      map(({ hearing, takes, sound }) => {
        const source = choose(hearing)
        return { source, place: source === null ? null : sourcePlace(source, sound, takes) }
      }),
      distinctUntilChanged((one, other) => isSame(one.source, other.source) && isSamePlace(one.place, other.place)),
      switchMap(({ source, place }) =>
        source === null || place === null
          ? of(null)
          : untilThere(studio, act, load(place)).pipe(
              map(
                E.match(
                  (problem) => {
                    act({ _tag: 'Wrong', problem })
                    return null
                  },
                  (buffer) => ({ source, place, buffer }),
                ),
              ),
            ),
      ),
      // who looks before the first is read sees that there is none yet
      startWith(null),
      shareReplay(1),
    )
  const heard = soundOf(heardOf)
  const pair = combineLatest([soundOf(({ a }) => a), soundOf(({ b }) => b)]).pipe(
    map((two) => {
      const there = two.filter((one) => one !== null)
      const gains = equalLoudness(
        there.map(({ buffer }) => ({ channels: channelsOf(buffer), sampleRate: buffer.sampleRate })),
      )
      return there.map(({ source }, i) => ({ source, gain: gains[i] ?? 1 }))
    }),
  )
  const rounds = studio.pipe(
    map(({ hearing, desk: { now } }) => ({ hearing, request: now.request, seconds: now.sound?.seconds ?? null })),
    distinctUntilChanged((one, other) => JSON.stringify(one) === JSON.stringify(other)),
  )
  const playing = combineLatest([heard, pair, rounds]).pipe(
    map(([now, gains, { hearing, request, seconds }]) => {
      if (now === null) return null
      const { lead } = now.place
      const end = now.buffer.duration - lead
      const inside = stretchesOf(request, seconds ?? end).filter((one) => one.to > -lead && one.from < end)
      const round = hearing.round ? roundOf(hearing, inside, { from: -lead, to: end }) : null
      return {
        source: now.source,
        buffer: now.buffer,
        lead,
        gain: gains.find(({ source }) => isSame(source, now.source))?.gain ?? 1,
        round: round !== null && round.to > round.from ? round : null,
      }
    }),
    tap((now) => (now === null ? player.pause() : player.turn(now))),
    shareReplay(1),
  )
  let last: (Playback & { readonly source: Source }) | null = null
  let [plays, wants] = [false, false]
  const play = (): void => {
    wants = last === null || !isSame(last.source, heardOf(studio.value.hearing))
    if (last !== null && !wants) player.play(last)
  }
  const subscription: Subscription = playing.subscribe((now) => {
    last = now
    if (now === null) wants = false
    else if (wants) play()
  })
  subscription.add(
    player.isPlaying.subscribe((now) => {
      plays = now
    }),
  )
  return {
    player,
    load,
    heard,
    play,
    playOrPause: () => (plays ? player.pause() : play()),
    close: () => {
      subscription.unsubscribe()
      player.pause()
    },
  }
}
