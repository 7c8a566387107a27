import { build, type FrameScale, isGuidedAt, type Latent, scaleAt } from '@sigmastream/core'
import { describeOnnxError, type Feeds, type Session } from '@sigmastream/onnx'
import { either as E, readonlyArray as RA, readonlyNonEmptyArray as RNEA } from 'fp-ts'
import type { Branch, BranchNetwork } from './branches.js'
import type { Conditioning, Embedding } from './conditioning.js'
import type { DitConfig } from './config.js'
import { sigmaAt } from './noise-level.js'

/**
 * The conditioned and guided network before any reading of its answer: x `[batch, channels, frames]` scaled as it wants
 * it, and t, 0 to 1, for each item. Rejects where the session cannot answer, or was aborted.
 */
export type Network = (x: Latent, t: readonly number[], signal: AbortSignal) => Promise<Latent>

/** Embeddings of equal dimensions for `batch` items, one after the other. */
const rows = (embeddings: RNEA.ReadonlyNonEmptyArray<Embedding>, batch: number) => {
  const [
    {
      dims: [items = 1, ...rest],
      data: { length },
    },
  ] = embeddings
  const times = batch / items
  const data = new Float32Array(embeddings.length * times * length)
  embeddings.forEach((embedding, branch) => {
    for (let i = 0; i < times; i++) data.set(embedding.data, (branch * times + i) * length)
  })
  return { type: 'float32', dims: [embeddings.length * batch, ...rest], data } as const
}

const number = (value: number) => ({ type: 'float32', dims: [], data: Float32Array.of(value) }) as const

/** A scale for all frames, or one for each of so many. */
const scales = (scale: FrameScale, frames: number) => {
  const data = typeof scale === 'number' ? Float32Array.of(scale) : Float32Array.from(scale)
  if (data.length !== 1 && data.length !== frames)
    throw new Error(`a scale of guidance for ${data.length} frames; give one for each of ${frames}`)
  return { type: 'float32', dims: [data.length], data } as const
}

const feeds = (x: Latent, t: readonly number[], conditioning: Conditioning, scale: FrameScale | null): Feeds => {
  const {
    crossAttention,
    global,
    negative,
    guidance: { phi = 0 },
  } = conditioning
  const guided = scale !== null
  const batch = x.shape[0]
  return {
    x: { type: 'float32', dims: x.shape, data: x.data },
    t: { type: 'float32', dims: [batch], data: Float32Array.from(t) },
    global: rows([global], batch),
    // Branches in the order that `guidedOutput` takes them in; the other branch of a plain answer is not computed.
    branches: { type: 'int64', dims: [1], data: BigInt64Array.of(guided ? 2n : 1n) },
    context: rows(guided && negative !== undefined ? [crossAttention, negative] : [crossAttention], batch),
    scale: scales(scale ?? 1, x.shape[2]),
    phi: number(guided ? phi : 0),
  }
}

/** What a branch is told as tokens: zeros are no conditioning. */
const tokensOf = ({ crossAttention, negative }: Conditioning, branch: Branch): Embedding => {
  if (branch === 'toward') return crossAttention
  const { dims, data } = crossAttention
  return branch === 'away' && negative !== undefined ? negative : { dims, data: new Float32Array(data.length) }
}

/** One latent after the other, so many times. */
const repeat = ({ data }: Latent, times: number): Float32Array => {
  const all = new Float32Array(times * data.length)
  for (let i = 0; i < times; i++) all.set(data, i * data.length)
  return all
}

/** Each branch as items of a larger batch, none of which has a branch of its own to lead away from. */
const branchFeeds = (
  x: Latent,
  t: readonly number[],
  conditioning: Conditioning,
  branches: RNEA.ReadonlyNonEmptyArray<Branch>,
): Feeds => {
  const [batch, ...rest] = x.shape
  const { global } = conditioning
  const dims = [branches.length * batch, ...rest]
  return {
    x: { type: 'float32', dims, data: repeat(x, branches.length) },
    t: { type: 'float32', dims: [branches.length * batch], data: Float32Array.from(branches.flatMap(() => t)) },
    global: rows(RNEA.map(() => global)(branches), batch),
    branches: { type: 'int64', dims: [1], data: BigInt64Array.of(1n) },
    context: rows(RNEA.map((branch: Branch) => tokensOf(conditioning, branch))(branches), batch),
    scale: scales(1, x.shape[2]),
    phi: number(0),
  }
}

/** Whether x and t are what a network under a conditioning can be asked with; throws where they are not. */
const mustFit = (x: Latent, t: readonly number[], ioChannels: number, conditioning: Conditioning): void => {
  const [batch, channels] = x.shape
  const items = conditioning.crossAttention.dims[0] ?? 1
  if (channels !== ioChannels) throw new Error(`a latent of ${channels} channels; the network takes ${ioChannels}`)
  if (items !== 1 && items !== batch)
    throw new Error(`a batch of ${batch}, conditioned for ${items}; condition one, or each`)
  if (t.length !== batch) throw new Error(`${t.length} times for a batch of ${batch}; give one for each item`)
}

/** What the session answers; throws what went wrong. */
const outputOf = async (session: Session, asked: Feeds, signal: AbortSignal): Promise<Float32Array> => {
  const answer = await session.run(asked, signal)()
  if (E.isLeft(answer)) throw new Error(describeOnnxError(answer.left), { cause: answer.left })
  const output = answer.right['output']
  if (output?.type !== 'float32') throw new Error('the network gave no output')
  return output.data
}

/** The network of an open session on `ditModel` under a conditioning that `checkConditioning` let pass. */
export const networkOn =
  (session: Session, { ioChannels, objective }: DitConfig, conditioning: Conditioning): Network =>
  async (x, t, signal) => {
    mustFit(x, t, ioChannels, conditioning)
    // The reference reads the time of the first item.
    const sigma = sigmaAt(objective, t[0] ?? 0)
    const { guidance } = conditioning
    const scale = isGuidedAt(guidance, sigma) ? scaleAt(guidance, sigma) : null
    const data = await outputOf(session, feeds(x, t, conditioning, scale), signal)
    return build(x.shape, (out) => out.set(data))
  }

/** The same network under several branches in one batch; none asked, none answered. */
export const branchNetworkOn =
  (session: Session, { ioChannels }: DitConfig, conditioning: Conditioning): BranchNetwork =>
  async (x, t, branches, signal) => {
    mustFit(x, t, ioChannels, conditioning)
    if (!RA.isNonEmpty(branches)) return []
    const data = await outputOf(session, branchFeeds(x, t, conditioning, branches), signal)
    const size = x.data.length
    return branches.map((_, i) => build(x.shape, (out) => out.set(data.subarray(i * size, (i + 1) * size))))
  }
