import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeAudioError, encodeWav } from '@sigmastream/audio'
import { messageOf } from '@sigmastream/core'
import type { Recipe } from '@sigmastream/pipeline/recipe'
import type { WorkThread } from '@sigmastream/render-thread'
import { type Fault, fault, ResultFile } from '@sigmastream/render-thread/wire'
import { either as E, type taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { inScratch } from './scratch.js'

const [sampleRate, seconds, steps] = [8000, 4, 12]

/** Strokes over a tone: the same on every machine. */
const strokes = Float32Array.from({ length: seconds * sampleRate }, (_, n) => {
  const stroke = 0.4 * Math.exp(-((n % 1600) / 400)) * Math.sin((((Math.floor(n / 1600) * 3) % 7) * 0.05 + 0.2) * n)
  return stroke + 0.2 * Math.cos(0.0731 * n)
})

const frameOptions = { from: null, every: null, previews: 1, picture: false }

/** A variation by the embedded model, which is on every machine; a step is one call of it. */
const recipe: Recipe = { command: 'vary', model: 'exemplar', sampler: 'euler', steps, seed: 1, input: 'probe.wav' }

const probeFault = (message: string): Fault =>
  fault('probe-failed', message, 'see that the folder for what is under way can be written')

/**
 * Model calls in a second: how fast a short render of the embedded model goes from its first step to its last. `now` is in
 * milliseconds. Errors: what the render failed at.
 */
export const measureSpeed = (
  thread: WorkThread,
  scratch: string,
  now: () => number = () => performance.now(),
): TE.TaskEither<Fault, number> =>
  inScratch(
    scratch,
    (error) => probeFault('message' in error ? error.message : error._tag),
    (folder) => async () => {
      const input = { path: join(folder, 'probe.wav'), name: 'probe.wav' }
      const sound = encodeWav({ sampleRate, channels: [strokes] }, 'pcm16')
      if (E.isLeft(sound)) return E.left(probeFault(describeAudioError(sound.left)))
      const times: number[] = []
      const material = { input, exemplars: [], model: null, memory: Infinity }
      try {
        await writeFile(input.path, sound.right)
      } catch (cause) {
        return E.left(probeFault(messageOf(cause)))
      }
      return pipe(
        await thread.run({ _tag: 'Render', recipe, material, ...frameOptions, folder }, ResultFile, (news) => {
          if (news._tag === 'Step') times.push(now())
        }),
        E.map(() => (1000 * (times.length - 1)) / ((times.at(-1) ?? 0) - (times[0] ?? 0))),
      )
    },
  )
