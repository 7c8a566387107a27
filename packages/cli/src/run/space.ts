import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type SampleEncoding, sampleCount } from '@sigmastream/audio'
import { extensionOf, gigabytes, type Job, previewEvery } from '@sigmastream/pipeline'
import { either as E, type taskEither as TE } from 'fp-ts'
import { type CliError, usage } from '../errors.js'
import type { Io } from '../io.js'
import type { Settings } from '../options/settings.js'
import type { Run } from './run.js'

const sampleBytes: Readonly<Record<SampleEncoding, number>> = { pcm16: 2, pcm24: 3, float32: 4 }

/** FLAC comes to half of its samples or so, of very quiet sound to less: only what it surely needs is asked for. */
const leastOfFlac = 0.2

/** A picture of a run. */
const pictureBytes = 100_000

/** Samples of each channel of the result: of the whole recording, also where the model works on a part of it. */
const samplesOf = ({ recording, piece: { sound, shape, frameRate }, recipe }: Job): number => {
  if (recording !== null) return recording.frames
  return Math.floor((recipe.seconds ?? shape[2] / (frameRate ?? Infinity)) * (sound?.sampleRate ?? 0))
}

const soundBytes = (samples: number, { piece: { sound } }: Job, encoding: SampleEncoding): number =>
  samples * (sound?.channels ?? 0) * sampleBytes[encoding]

const latentBytes = ({ piece: { shape } }: Job): number => shape[0] * shape[1] * shape[2] * 4

/** Latents are stored without the room behind the end of the sound. */
const storedBytes = ({ piece: { shape, soundFrames = shape[2] } }: Job): number => shape[0] * shape[1] * soundFrames * 4

/** Bytes of what a run writes, as far as they are known before it: by the path of each, the folder of frames as one. */
const writtenBytes = (
  { job, target, plot }: Run,
  { saveFrames, preview, previewEvery: every, checkpoint, checkpointEvery = 1 }: Settings,
): readonly (readonly [string, number])[] => {
  const result =
    target._tag === 'Tensor'
      ? storedBytes(job)
      : soundBytes(samplesOf(job), job, target.encoding) * (extensionOf(target.path) === '.flac' ? leastOfFlac : 1)
  const { original } = job.piece
  const heard = original === null ? samplesOf(job) : sampleCount(original)
  const frame = latentBytes(job) + soundBytes(heard, job, 'pcm16')
  const steps = Math.max(0, job.sigmas.length - 1)
  const previews = Math.ceil(steps / previewEvery(job, every))
  // x, and of every evaluation that is remembered x and the answer
  const kept = latentBytes(job) * (1 + 2 * Math.max(1, job.plan.step.memory)) * Math.ceil(steps / checkpointEvery)
  return [
    [target.path, result],
    ...(plot === null ? [] : [[plot, pictureBytes] as const]),
    ...(saveFrames === undefined ? [] : [[saveFrames, frame * steps] as const]),
    ...(preview === undefined ? [] : [[preview, soundBytes(heard, job, 'pcm16') * previews + pictureBytes] as const]),
    ...(checkpoint === undefined ? [] : [[checkpoint, kept] as const]),
  ]
}

/** Sums by the file system of each path's folder, and one folder of it. */
const byFileSystem = async (
  written: readonly (readonly [string, number])[],
): Promise<readonly (readonly [folder: string, bytes: number])[]> => {
  const sums = new Map<number, readonly [string, number]>()
  for (const [path, bytes] of written) {
    const folder = dirname(path)
    const { dev } = await stat(folder)
    sums.set(dev, [folder, bytes + (sums.get(dev)?.[1] ?? 0)])
  }
  return [...sums.values()]
}

const size = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : bytes < 1e8 ? `${(bytes / 1e6).toFixed(1)} MB` : gigabytes(bytes)

/**
 * Whether the disk has room for what the runs write, all of it beside what is replaced, which makes way at the end. A
 * usage error where not.
 */
export const checkSpace =
  (runs: readonly Run[], settings: Settings, { freeSpace }: Io): TE.TaskEither<CliError, void> =>
  async () => {
    for (const [folder, bytes] of await byFileSystem(runs.flatMap((run) => writtenBytes(run, settings)))) {
      const free = await freeSpace(folder)
      if (free !== null && bytes > free)
        return E.left(
          usage(
            `what is to be written to ${folder} takes about ${size(bytes)}, and the disk has room for ${size(free)}: make room, ` +
              'or give a name on another disk',
          ),
        )
    }
    return E.right(undefined)
  }
