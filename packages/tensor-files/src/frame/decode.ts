import { type Fingerprint, type Frame, type Latent, sameShape } from '@sigmastream/core'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type * as t from 'io-ts'
import { type FileError, malformedError } from '../error.js'
import { describeJsonFault, parseJson } from '../json.js'
import { decodeWholeSafetensors } from '../safetensors.js'
import { FrameText, FrameTree, frameVersion } from './codec.js'
import { frameKey } from './key.js'
import { treeOfParts } from './tree.js'

/** A frame that was stored: `plan` is what it is of, `beside` what was stored with it. */
export interface StoredFrame extends Frame {
  readonly plan: Fingerprint
  readonly beside: unknown
}

const part = 'the frame'

const firstFault = ([first]: t.Errors): string => {
  const path = first?.context.flatMap(({ key }) => (key === '' ? [] : [key])).join('.') ?? ''
  return `${path === '' ? 'it' : path} is no ${first?.context.at(-1)?.type.name ?? 'part of a frame'}`
}

/** Every latent that a step computes with must have the plan's shape. */
const checkShapes = (file: string, frame: StoredFrame): E.Either<FileError, StoredFrame> => {
  const { carry, denoised, plan } = frame
  const latents: readonly (readonly [string, Latent | null | undefined])[] = [
    ['x', carry.x],
    ['denoised', denoised],
    ...carry.past.flatMap(({ x, denoised: answer, unconditional }, i) => [
      [`x of evaluation ${i}`, x] as const,
      [`denoised of evaluation ${i}`, answer] as const,
      [`unconditional of evaluation ${i}`, unconditional] as const,
    ]),
  ]
  const stray = latents.find(
    ([, latent]) => latent !== null && latent !== undefined && !sameShape(latent.shape, plan.shape),
  )
  return stray === undefined
    ? E.right(frame)
    : malformedError(file, part, `its ${stray[0]} has not the shape of its plan, ${plan.shape.join('x')}`)
}

/**
 * The frame in the bytes of a file that `saveFrame` wrote; `file` is what errors call it. Errors: those of
 * `decodeSafetensors`, and `Malformed` where it holds no frame, or one of another version.
 */
export const decodeFrame = (bytes: Uint8Array, file = 'these bytes'): E.Either<FileError, StoredFrame> =>
  pipe(
    decodeWholeSafetensors(bytes, file),
    E.bindTo('whole'),
    E.bind('json', ({ whole: { metadata } }) => {
      const text = metadata.get(frameKey)
      if (text === undefined)
        return malformedError(file, part, 'there is none in it; give a file that a run was stored in')
      return pipe(
        parseJson(text),
        E.mapLeft((fault): FileError => ({ _tag: 'Malformed', file, part, reason: describeJsonFault(fault) })),
      )
    }),
    E.bind('text', ({ json }) =>
      pipe(
        FrameText.decode(json),
        E.mapLeft((errors): FileError => ({ _tag: 'Malformed', file, part, reason: firstFault(errors) })),
      ),
    ),
    E.filterOrElse(
      ({ text }) => text.version === frameVersion,
      ({ text }): FileError => ({
        _tag: 'Malformed',
        file,
        part,
        reason: `it is of version ${text.version}; version ${frameVersion} is read here`,
      }),
    ),
    E.flatMap(({ whole: { tensors }, text: { latents, tree } }) =>
      pipe(
        treeOfParts({ json: tree, latents, tensors }),
        E.mapLeft(
          ({ path, what }): FileError => ({ _tag: 'Malformed', file, part, reason: `${path.join('.')} is ${what}` }),
        ),
      ),
    ),
    E.flatMap((value) =>
      pipe(
        FrameTree.decode(value),
        E.mapLeft((errors): FileError => ({ _tag: 'Malformed', file, part, reason: firstFault(errors) })),
      ),
    ),
    E.flatMap((frame) => checkShapes(file, frame)),
  )
