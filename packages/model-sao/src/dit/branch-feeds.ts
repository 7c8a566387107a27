import type { Latent } from '@sigmastream/core'
import type { Feeds } from '@sigmastream/onnx'
import { readonlyArray as RA, readonlyNonEmptyArray as RNEA } from 'fp-ts'
import type { Branch } from './branches.js'
import type { Conditioning, Embedding } from './conditioning.js'
import type { DitConfig } from './config.js'
import { float32, kindFeeds, rows, scales, timeFeed } from './feeds.js'

/** What a branch is told as tokens; one that is told nothing has none. */
const tokensOf = ({ crossAttention, negative }: Conditioning, branch: Branch): Embedding | undefined =>
  branch === 'toward' ? crossAttention : branch === 'away' ? negative : undefined

const zerosLike = ({ dims, data }: Embedding): Embedding => ({ dims, data: new Float32Array(data.length) })

/** One latent after the other, so many times. */
const repeat = ({ data }: Latent, times: number): Float32Array => {
  const all = new Float32Array(times * data.length)
  for (let i = 0; i < times; i++) all.set(data, i * data.length)
  return all
}

/** Branches in the order in which `branchFeeds` has them asked: those that are told nothing behind the others. */
export const inOrderAsked = (
  conditioning: Conditioning,
  branches: RNEA.ReadonlyNonEmptyArray<Branch>,
): readonly Branch[] => [
  ...branches.filter((branch) => tokensOf(conditioning, branch) !== undefined),
  ...branches.filter((branch) => tokensOf(conditioning, branch) === undefined),
]

/**
 * Each branch as items of a larger batch, none of which has a branch of its own to lead away from. Branches that are
 * told nothing have no tokens; where none has, they are zeros.
 */
export const branchFeeds = (
  config: DitConfig,
  x: Latent,
  t: readonly number[],
  conditioning: Conditioning,
  branches: RNEA.ReadonlyNonEmptyArray<Branch>,
): Feeds => {
  const [batch, channels, frames] = x.shape
  const { global, crossAttention } = conditioning
  const told = branches.flatMap((branch) => tokensOf(conditioning, branch) ?? [])
  const tokens = RA.isNonEmpty(told) ? told : RNEA.map(() => zerosLike(crossAttention))(branches)
  return {
    x: float32([branches.length * batch, channels, frames], repeat(x, branches.length)),
    ...timeFeed(
      config,
      branches.flatMap(() => t),
    ),
    global: rows(RNEA.map(() => global)(branches), batch),
    branches: { type: 'int64', dims: [1], data: BigInt64Array.of(1n) },
    ...kindFeeds(config, conditioning, rows(tokens, batch), frames, branches.length),
    scale: scales(1, frames),
    phi: float32([], Float32Array.of(0)),
  }
}
