import { build, isGuidedAt, type Latent, scaleAt } from '@sigmastream/core'
import { describeOnnxError, type Feeds, type Session } from '@sigmastream/onnx'
import { either as E, readonlyArray as RA } from 'fp-ts'
import { type ItemAnswers, onAlikeItems } from './alike-items.js'
import { branchFeeds, inOrderAsked } from './branch-feeds.js'
import type { BranchNetwork } from './branches.js'
import type { Conditioning } from './conditioning.js'
import type { DitConfig } from './config.js'
import { guidedFeeds } from './guided-feeds.js'
import { sigmaAt } from './noise-level.js'

/**
 * The conditioned and guided network before any reading of its answer: x `[batch, channels, frames]` scaled as it wants
 * it, and t, 0 to 1, for each item. Rejects where the session cannot answer, or was aborted.
 */
export type Network = (x: Latent, t: readonly number[], signal: AbortSignal) => Promise<Latent>

/** Whether x and t are what a network under a conditioning can be asked with; throws where they are not. */
const mustFit = (x: Latent, t: readonly number[], ioChannels: number, conditioning: Conditioning): void => {
  const [batch, channels, frames] = x.shape
  const { crossAttention, local, padding } = conditioning
  const items = crossAttention.dims[0] ?? 1
  if (channels !== ioChannels) throw new Error(`a latent of ${channels} channels; the network takes ${ioChannels}`)
  if (items !== 1 && items !== batch)
    throw new Error(`a batch of ${batch}, conditioned for ${items}; condition one, or each`)
  if (t.length !== batch) throw new Error(`${t.length} times for a batch of ${batch}; give one for each item`)
  const told = local?.dims[2] ?? 1
  if (told !== 1 && told !== frames) throw new Error(`${frames} frames, of which ${told} are told something; tell each`)
  const lengths = padding?.valid ?? [frames]
  if (lengths.length !== 1 && lengths.length !== batch)
    throw new Error(`${lengths.length} lengths for a batch of ${batch}; give one for each item`)
  const longest = Math.max(...lengths)
  if (longest > frames) throw new Error(`${longest} valid frames of ${frames}; give no more than there are`)
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
export const networkOn = (session: Session, config: DitConfig, conditioning: Conditioning): Network => {
  const answer: ItemAnswers = onAlikeItems(config, async (x, t, told, signal) => {
    // The reference reads the time of the first item.
    const sigma = sigmaAt(config.objective, t[0] ?? 0)
    const { guidance } = told
    const scale = isGuidedAt(guidance, sigma) ? scaleAt(guidance, sigma) : null
    const data = await outputOf(session, guidedFeeds(config, x, t, told, scale), signal)
    return [build(x.shape, (out) => out.set(data))]
  })
  return async (x, t, signal) => {
    mustFit(x, t, config.ioChannels, conditioning)
    const [only = x] = await answer(x, t, conditioning, signal)
    return only
  }
}

/** The same network under several branches in one batch; none asked, none answered. */
export const branchNetworkOn =
  (session: Session, config: DitConfig, conditioning: Conditioning): BranchNetwork =>
  async (x, t, branches, signal) => {
    mustFit(x, t, config.ioChannels, conditioning)
    if (!RA.isNonEmpty(branches)) return []
    const asked = inOrderAsked(conditioning, branches)
    const answer = onAlikeItems(config, async (part, times, told, end) => {
      const data = await outputOf(session, branchFeeds(config, part, times, told, branches), end)
      const size = part.data.length
      return branches.map((branch) => {
        const start = asked.indexOf(branch) * size
        return build(part.shape, (out) => out.set(data.subarray(start, start + size)))
      })
    })
    return answer(x, t, conditioning, signal)
  }
