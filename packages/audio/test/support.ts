import { readFileSync } from 'node:fs'
import { either as E } from 'fp-ts'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { Audio, AudioError } from '../src/index.js'

/** The generator of fixtures/make.py: values in -1 .. 1. */
export const noise = (count: number): Float32Array => {
  let state = 1
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  })
}

/** The bytes of base64. */
export const bytesOf = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'))

/** The float32 values of base64. */
export const floatsOf = (base64: string): Float32Array => new Float32Array(bytesOf(base64).buffer)

/** A recording of fixtures/make.py; `channels` of the lossless ones, `frames` of the lossy ones. */
export interface Recording {
  readonly name: string
  readonly rate: number
  readonly bytes: string
  readonly channels: readonly string[]
  readonly frames: number
}

/** A fixture file by name. */
export const fixture = <A>(name: string): A =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8'))

/** The value, or the failure thrown for the test to show. */
export const valueOf = <A>(result: E.Either<AudioError, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

/** The value of a task. */
export const run = async <A>(task: TaskEither<AudioError, A>): Promise<A> => valueOf(await task())

/** The failure of a task, or `'no failure'`. */
export const failure = async (task: TaskEither<AudioError, unknown>): Promise<AudioError | 'no failure'> =>
  E.match<AudioError, unknown, AudioError | 'no failure'>(
    (error) => error,
    () => 'no failure',
  )(await task())

/** The tag of a failure, or `'no failure'`. */
export const tagOf = async (task: TaskEither<AudioError, unknown>): Promise<string> => {
  const error = await failure(task)
  return error === 'no failure' ? error : error._tag
}

/** Plain numbers, so that a mismatch prints. */
export const plain = ({ sampleRate, channels }: Audio) => ({
  sampleRate,
  channels: channels.map((channel) => [...channel]),
})

/** Mono audio. */
export const mono = (sampleRate: number, samples: Iterable<number>): Audio => ({
  sampleRate,
  channels: [Float32Array.from(samples)],
})

/** A sine of amplitude 0.5 at `hertz`. */
export const sine = (hertz: number, sampleRate: number, frames: number): Float32Array =>
  Float32Array.from({ length: frames }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hertz * i) / sampleRate))

/** The ratio of `wanted` to its difference from `got`, in dB, without the first and last quarter. */
export const snr = (wanted: ArrayLike<number>, got: ArrayLike<number>): number => {
  const middle = Array.from({ length: Math.floor(wanted.length / 2) }, (_, i) => i + Math.floor(wanted.length / 4))
  const power = (value: (i: number) => number): number => middle.reduce((sum, i) => sum + value(i) ** 2, 0)
  return 10 * Math.log10(power((i) => wanted[i] ?? 0) / power((i) => (wanted[i] ?? 0) - (got[i] ?? 0)))
}

const little = (value: number, bytes: number): readonly number[] =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) % 256)

const letters = (text: string): readonly number[] => [...text].map((letter) => letter.charCodeAt(0))

/** A RIFF chunk, with its padding; `size` is what its header claims. */
export const chunk = (id: string, content: readonly number[], size = content.length): readonly number[] => [
  ...letters(id),
  ...little(size, 4),
  ...content,
  ...(content.length % 2 ? [0] : []),
]

/** An fmt chunk of the plain form. */
export const fmt = ({
  tag = 1,
  channels = 1,
  rate = 8000,
  bits = 16,
  align = (channels * bits) / 8,
}: {
  readonly tag?: number
  readonly channels?: number
  readonly rate?: number
  readonly bits?: number
  readonly align?: number
}): readonly number[] =>
  chunk('fmt ', [
    ...little(tag, 2),
    ...little(channels, 2),
    ...little(rate, 4),
    ...little(rate * align, 4),
    ...little(align, 2),
    ...little(bits, 2),
  ])

/** A WAV file of these chunks; `size` is what its header claims. */
export const riff = (chunks: readonly (readonly number[])[], size = 4 + chunks.flat().length): Uint8Array =>
  Uint8Array.from([...letters('RIFF'), ...little(size, 4), ...letters('WAVE'), ...chunks.flat()])
