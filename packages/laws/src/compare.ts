import type { Frame } from '@sigmastream/core'
import { type Latent, sameShape, showShape } from '@sigmastream/core'
import { refute } from './law.js'

/** The first element that `same` denies of two latents of one shape, in words, or `null`. */
const difference = (a: Latent, b: Latent, same: (p: number, q: number) => boolean): string | null => {
  if (!sameShape(a.shape, b.shape)) return `a shape of ${showShape(a.shape)} is not ${showShape(b.shape)}`
  const values = [...b.data]
  const place = [...a.data].findIndex((value, i) => !same(value, values[i] ?? Number.NaN))
  return place === -1 ? null : `${a.data[place]} is not ${b.data[place]} at element ${place}`
}

/** Whether two latents have the same bits: 0 and -0 differ. */
export const sameBits = (a: Latent, b: Latent): boolean => difference(a, b, Object.is) === null

/** Ends a law unless the two latents have the same bits. */
export const mustHaveSameBits = (what: string, a: Latent, b: Latent): void => {
  const found = difference(a, b, Object.is)
  if (found !== null) refute(`${what}: ${found}`)
}

/** Ends a law unless no element of the two latents differs by more than `bound`. */
export const mustBeNear = (what: string, a: Latent, b: Latent, bound: number): void => {
  const found = difference(a, b, (p, q) => Math.abs(p - q) <= bound)
  if (found !== null) refute(`${what}: ${found} within ${bound}`)
}

/** Ends a law unless two runs have the same intervals, x and denoised, bit for bit. */
export const mustHaveSameFrames = (what: string, a: readonly Frame[], b: readonly Frame[]): void => {
  if (a.length !== b.length) refute(`${what}: ${a.length} frames are not ${b.length}`)
  a.forEach((frame, i) => {
    const other = b[i]! // a and b have one length
    const where = `${what}, frame ${i}`
    if (frame.at.index !== other.at.index || frame.at.from !== other.at.from || frame.at.to !== other.at.to)
      refute(`${where}: the interval ${JSON.stringify(frame.at)} is not ${JSON.stringify(other.at)}`)
    mustHaveSameBits(`${where}, x`, frame.carry.x, other.carry.x)
    if (frame.denoised !== null && other.denoised !== null)
      mustHaveSameBits(`${where}, denoised`, frame.denoised, other.denoised)
    else if (frame.denoised !== other.denoised) refute(`${where}: only one of the two has an estimate`)
  })
}

/** The largest size of a latent's elements. */
export const peakOf = ({ data }: Latent): number =>
  [...data].reduce((most, value) => Math.max(most, Math.abs(value)), 0)

/** Item `index` of a batch, copied element by element: the laws' own, so that no law asks core's for what it checks. */
export const itemAt = ({ shape: [, channels, frames], data }: Latent, index: number): Latent => {
  const size = channels * frames
  const values = [...data].filter((_, i) => Math.floor(i / size) === index)
  return { shape: [1, channels, frames], data: Float32Array.from(values) }
}

/** The largest difference between two latents of one shape. */
export const distanceBetween = (a: Latent, b: Latent): number =>
  [...a.data].reduce((most, value, i) => Math.max(most, Math.abs(value - (b.data[i] ?? Number.NaN))), 0)
