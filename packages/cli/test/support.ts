import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { type Audio, decodeAudio, encodeWav, readAudio, type SampleEncoding, sampleCount } from '@sigmastream/audio'
import { build, combine, type Denoiser, framesOf, type Latent } from '@sigmastream/core'
import {
  type Clip,
  evenLevels,
  framedTask,
  fromSampleError,
  type Order,
  type Piece,
  type RenderError,
  regionsOf,
} from '@sigmastream/pipeline'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { afterAll } from 'vitest'
import { main } from '../src/cli.js'
import type { EmbeddedModel, OpenEngine } from '../src/commands/command.js'
import type { Io } from '../src/io.js'

export const orThrow = <A>(result: E.Either<unknown, A>): A => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

/** A folder of its own for one test file, removed at its end. */
export const scratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sigmastream-cli-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** What is in a folder, hidden files included. */
export const namesIn = (folder: string): readonly string[] => readdirSync(folder).toSorted()

/** What one call of the command line said, and its exit code. */
export interface Said {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

const column = 64

/** Sound as latents by cutting it up: `[1, channels * 64, frames]`. */
const cut = ({ channels }: Audio, frames: number): Latent =>
  build([1, channels.length * column, frames], (out) => {
    channels.forEach((samples, c) =>
      samples
        .slice()
        .forEach((sample, n) => (out[(c * column + (n % column)) * frames + Math.floor(n / column)] = sample)),
    )
  })

const joined = (latent: Latent, like: Audio): Audio => ({
  sampleRate: like.sampleRate,
  channels: like.channels.map((samples, c) =>
    Float32Array.from(
      samples,
      (_, n) => latent.data[(c * column + (n % column)) * latent.shape[2] + Math.floor(n / column)] ?? NaN,
    ),
  ),
})

/** The denoiser of zero-mean Gaussian latents of variance `variance`: D(x) = x v / (v + sigma^2). */
export const gaussian =
  (variance = 0.02): Denoiser =>
  (x, sigma) =>
    Promise.resolve(combine([variance / (variance + sigma * sigma), x]))

/** How the toy makes latents of a clip, how many frames are a second, and how it sounds again. */
const toyCodec = (clip: Clip, onListen: () => void = () => undefined) =>
  clip._tag === 'Latents'
    ? { reference: clip.latent, rate: null, listen: null }
    : {
        reference: cut(clip.audio, Math.ceil(sampleCount(clip.audio) / column)),
        rate: clip.audio.sampleRate / column,
        listen: (latent: Latent) => {
          onListen()
          return TE.right(joined(latent, clip.audio))
        },
      }

const toyPiece = ({ recipe, clip }: Order): E.Either<RenderError, Piece> => {
  if (clip === null) throw new Error('the toy works on clips')
  const { reference, rate } = toyCodec(clip)
  const frameRate = rate ?? recipe.frameRate ?? null
  return pipe(
    regionsOf(recipe),
    E.traverseArray((region) => framesOf(region, frameRate ?? 1, reference.shape[2])),
    E.mapLeft(fromSampleError),
    E.map((ranges) => framedTask(recipe, reference.shape, ranges, frameRate ?? 1, recipe.steps ?? 40)),
    E.map(({ task }) => ({
      recipe: { ...recipe, model: 'exemplar', exemplars: [], windowLength: null },
      shape: reference.shape,
      frameRate,
      task,
      conventions: { sampler: 'euler', schedule: 'polyexponential', steps: 40, sigmaMin: 0.01, sigmaMax: 5 },
      startScale: 1,
      levelOf: evenLevels(1, 5),
      original: clip._tag === 'Latents' ? null : clip.audio,
      sound:
        clip._tag === 'Latents' ? null : { sampleRate: clip.audio.sampleRate, channels: clip.audio.channels.length },
      remarks: [],
      remedies: ['--sigma-max'],
      needs: null,
      errorOf: fromSampleError,
    })),
  )
}

/**
 * A model for tests: sound is cut into frames of 64 samples, and the denoiser is given; `onListen` is told when latents
 * are made sound.
 */
export const toyModel =
  (denoiser: Denoiser = gaussian(), onListen: () => void = () => undefined): EmbeddedModel =>
  () => ({
    knowsRate: false,
    prepare: (orders) =>
      TE.fromEither(
        pipe(
          orders,
          E.traverseReadonlyNonEmptyArrayWithIndex((_, order: Order) => toyPiece(order)),
          E.map((each) => ({
            each,
            open: () =>
              TE.right({
                of: (place) => {
                  const clip = orders[place]?.clip
                  if (clip === undefined || clip === null) throw new Error('the toy works on clips')
                  const { reference, listen } = toyCodec(clip, onListen)
                  return { denoiser, reference, listen }
                },
                close: () => Promise.resolve(),
              }),
          })),
        ),
      ),
  })

/** How a call differs from the usual. */
export interface Setting {
  readonly model?: EmbeddedModel
  readonly terminal?: boolean
  readonly signal?: AbortSignal
  readonly env?: Io['env']
  /** Bytes that are available. */
  readonly memory?: number
  /** Bytes that the disk has room for. */
  readonly room?: number
  /** Told each text on standard error as it is written: progress is an event to wait for. */
  readonly onNote?: (text: string) => void
  /** What opens the engine of a farm. */
  readonly openEngine?: OpenEngine
}

/** Types a command line. The clock ticks 100 ms at each look, and a random seed is 77. */
export const type = async (
  argv: readonly string[],
  {
    model = toyModel(),
    terminal = false,
    signal,
    env = {},
    memory = Infinity,
    room = Infinity,
    onNote,
    openEngine,
  }: Setting = {},
): Promise<Said> => {
  const said = { stdout: '', stderr: '' }
  let time = 0
  const stderr = new Writable({
    write: (chunk, _, next) => {
      said.stderr += String(chunk)
      onNote?.(String(chunk))
      next()
    },
  })
  const exit = await main(
    argv,
    {
      stdout: (text) => void (said.stdout += text),
      stderr: Object.assign(stderr, { isTTY: terminal }),
      env,
      now: () => (time += 100),
      randomSeed: () => 77,
      availableMemory: () => memory,
      freeSpace: () => Promise.resolve(room),
      signal: signal ?? new AbortController().signal,
    },
    model,
    openEngine,
  )
  return { exit, ...said }
}

/** A decaying tone with an overtone, of equal loudness all along, `seconds` long; the second channel another pitch. */
export const tone = (seconds: number, { sampleRate = 8000, channels = 1, pitch = 220 } = {}): Audio => ({
  sampleRate,
  channels: Array.from({ length: channels }, (_, c) =>
    Float32Array.from({ length: Math.round(seconds * sampleRate) }, (__, n) => {
      const phase = (2 * Math.PI * pitch * (c + 1) * n) / sampleRate
      return 0.4 * Math.sin(phase) + 0.1 * Math.sin(3 * phase)
    }),
  ),
})

/** The bytes of a WAV file. */
export const wav = (audio: Audio, encoding: SampleEncoding = 'pcm16'): Uint8Array => orThrow(encodeWav(audio, encoding))

/** Sound as 16-bit PCM keeps it. */
export const as16Bit = async (audio: Audio): Promise<Audio> => orThrow(await decodeAudio(wav(audio), 'tone')())

/** The sound of a file. */
export const heard = async (path: string): Promise<Audio> => orThrow(await readAudio(path)())

/**
 * Where a sound is another than it was: from the first such sample of each channel to behind the last, in seconds,
 * rounded outwards to hundredths, since a sample may be what it was by chance; `null` for a channel that is the same.
 * Sounds of other lengths or numbers of channels throw.
 */
export const changes = (before: Audio, after: Audio): readonly (readonly [number, number] | null)[] =>
  before.channels.map((samples, c) => {
    const now = after.channels[c]
    if (now?.length !== samples.length || after.channels.length !== before.channels.length)
      throw new Error(`${before.channels.length} channels of ${samples.length} samples have become others`)
    const first = samples.slice().findIndex((sample, n) => !Object.is(sample, now[n]))
    const last = samples.slice().findLastIndex((sample, n) => !Object.is(sample, now[n]))
    const rate = before.sampleRate / 100
    return first < 0 ? null : [Math.floor(first / rate) / 100, Math.ceil((last + 1) / rate) / 100]
  })

/** The root mean square of all channels from one second to another. */
export const loudness = ({ sampleRate, channels }: Audio, from = 0, to = Infinity): number => {
  const values = channels.flatMap((samples) => [...samples.subarray(from * sampleRate, to * sampleRate)])
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)
}
