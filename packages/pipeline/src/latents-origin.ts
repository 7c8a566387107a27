import { readFile, stat } from 'node:fs/promises'
import type { AutoencoderIdentity } from '@sigmastream/model-sao'
import { parseJson } from '@sigmastream/tensor-files'
import { either as E, type task as T } from 'fp-ts'
import * as t from 'io-ts'
import { version } from './version.js'

/** The key under which a record says whose latents it lies beside. */
export const ORIGIN = 'autoencoder'

const Origin = t.type({
  sigmastream: t.string,
  [ORIGIN]: t.type({ kind: t.keyof({ Oobleck: null, SAME: null }), sha256: t.string }),
})

/** The record of latents that no recipe made. */
export const originRecord = (origin: AutoencoderIdentity): Readonly<Record<string, unknown>> => ({
  sigmastream: version,
  [ORIGIN]: origin,
})

/** No record is larger. */
const mostBytes = 2 ** 20

/** The record beside a file of latents. */
export const recordPath = (path: string): string => `${path}.json`

/**
 * Whose latents are in the file at `path`, by the record beside it; `null` where there is none that says so: they come
 * from elsewhere then, or from the embedded model.
 */
export const originOf =
  (path: string): T.Task<AutoencoderIdentity | null> =>
  async () => {
    try {
      const { size } = await stat(recordPath(path))
      if (size > mostBytes) return null
      const told = parseJson(await readFile(recordPath(path), 'utf8'))
      return E.isRight(told) && Origin.is(told.right) ? told.right[ORIGIN] : null
    } catch {
      return null // no record, or none that can be read
    }
  }

const nameOf = ({ kind, sha256 }: AutoencoderIdentity): string => `${kind}, SHA-256 ${sha256.slice(0, 12)}...`

/**
 * What is wrong with latents of that origin for a model whose autoencoder that is, and what would be right; `null` where
 * nothing is, or nobody knows.
 */
export const foreignLatents = (
  path: string,
  origin: AutoencoderIdentity | null,
  own: AutoencoderIdentity,
): { readonly wrong: string; readonly right: string } | null =>
  origin === null || origin.sha256 === own.sha256
    ? null
    : {
        wrong: `${path} holds latents of another autoencoder (${nameOf(origin)}), and that of this model is ${nameOf(own)}`,
        right: `give the folder of the model that made them; ${recordPath(path)} says whose they are, so without it they are taken`,
      }
