import type { Frame, Plan } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { FileError } from '../error.js'
import { withFile } from '../open-file.js'
import { replaceFile } from '../replace-file.js'
import { decodeFrame, type StoredFrame } from './decode.js'
import { encodeFrame, type FrameOptions } from './encode.js'

/**
 * Writes a frame of a plan, whole or not at all: a safetensors file with its latents, and in its free text all else as
 * JSON, with a version and the fingerprint of the plan. Any frame of any sampler: what a solver or guidance remembers is
 * data. `beside` is stored with it: numbers, texts, lists, records and latents.
 *
 * ```text
 * x, denoised, past (sigma, x, denoised, unconditional, slot, reused), slot, held; at; the plan's fingerprint
 * ```
 *
 * Latents `[batch, channels, frames]` are stored bit for bit. Errors: `UnwritableFrame` where a slot holds a function or an
 * instance of a class, `FileNotWritable`, `TooLarge`.
 * Law: from a frame that was stored, the rest of the run has the same bits; the model gives a new latent at each call, as
 * a model must. The other way: {@link loadFrame}.
 *
 * @example
 * ```ts
 * import { mkdtempSync, rmSync } from 'node:fs'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { frameList, orThrow, plan, resume, run } from '@sigmastream/core'
 * import { gaussianDenoiser } from '@sigmastream/core/analytic'
 * import { keyed } from '@sigmastream/core/noise'
 * import { dpmpp2mSde } from '@sigmastream/samplers'
 * import { loadFrame, saveFrame } from '@sigmastream/tensor-files'
 *
 * const folder = mkdtempSync(join(tmpdir(), 'frame-'))
 * const whole = orThrow(plan({ step: dpmpp2mSde(), schedule: [9, 4, 2, 1, 0], shape: [1, 1, 4] }))
 * const engine = { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) }
 * const [, second, , last] = orThrow(await frameList(whole, engine)())
 * if (second !== undefined) await saveFrame(join(folder, 'step-2.safetensors'), whole, second)()
 * const stored = await loadFrame(join(folder, 'step-2.safetensors'))()
 * rmSync(folder, { recursive: true })
 * if (stored._tag === 'Left') throw new Error(stored.left._tag)
 * const { x } = orThrow(await run(resume(whole, stored.right), engine)())
 * console.log(x.data.every((value, i) => value === last?.carry.x.data[i])) // true
 * ```
 */
export const saveFrame = (
  path: string,
  plan: Plan,
  frame: Frame,
  options: Pick<FrameOptions, 'beside'> = {},
): TE.TaskEither<FileError, void> =>
  pipe(
    TE.fromEither(encodeFrame(plan, frame, { ...options, file: path })),
    TE.flatMap((bytes) => replaceFile(path, bytes)),
  )

/**
 * Reads a frame that {@link saveFrame} wrote, in whatever process. `resume` goes on from it, and refuses it for another
 * plan than the one that it is of. Errors: those of `decodeFrame`, `FileNotFound`, `FileNotReadable`.
 */
export const loadFrame = (path: string): TE.TaskEither<FileError, StoredFrame> =>
  pipe(
    withFile(path, (file) => file.read(0, file.size)),
    TE.flatMapEither((bytes) => decodeFrame(bytes, path)),
  )
