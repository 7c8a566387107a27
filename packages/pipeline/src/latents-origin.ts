import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import type { Latent } from '@sigmastream/core'
import type { AutoencoderIdentity } from '@sigmastream/model-sao'
import { parseJson } from '@sigmastream/tensor-files'
import { either as E, type task as T } from 'fp-ts'
import * as t from 'io-ts'
import { hash } from './recipe/codecs.js'
import { version } from './version.js'

/** The key under which a record says whose latents it lies beside. */
export const ORIGIN = 'autoencoder'

const Origin = t.type({
  sigmastream: t.string,
  [ORIGIN]: t.type({ kind: t.keyof({ Oobleck: null, SAME: null }), sha256: hash }),
  latents: t.type({ sha256: hash }),
})

type Values = Pick<Latent, 'data'>

const valuesHash = ({ data }: Values): string => createHash('sha256').update(data.slice()).digest('hex')

/**
 * A record that says whose latents it lies beside says which, too, by the SHA-256 of their values in float32: another
 * program may write others into the same file, and leave the record as it is. What says nothing of that stays.
 */
export const withLatents = (
  record: Readonly<Record<string, unknown>>,
  latents: Values,
): Readonly<Record<string, unknown>> =>
  ORIGIN in record ? { ...record, latents: { sha256: valuesHash(latents) } } : record

/** The record of latents that no recipe made. */
export const originRecord = (origin: AutoencoderIdentity, latents: Values): Readonly<Record<string, unknown>> =>
  withLatents({ sigmastream: version, [ORIGIN]: origin }, latents)

/** No record is larger. */
const mostBytes = 2 ** 20

/** The record beside a file of latents. */
export const recordPath = (path: string): string => `${path}.json`

/**
 * Whose latents are in the file at `path`, by the record beside it; `null` where there is none that says so of just these:
 * they come from elsewhere then, or from the embedded model.
 */
export const originOf =
  (path: string, latents: Values): T.Task<AutoencoderIdentity | null> =>
  async () => {
    try {
      const { size } = await stat(recordPath(path))
      if (size > mostBytes) return null
      const told = parseJson(await readFile(recordPath(path), 'utf8'))
      return E.isRight(told) && Origin.is(told.right) && told.right.latents.sha256 === valuesHash(latents)
        ? told.right[ORIGIN]
        : null
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
        right: `give the folder of the model that made them or, to decode them all the same, remove ${recordPath(path)}`,
      }
