import type { Latent } from '@sigmastream/core'
import type { Conditioning, PaddedFrames } from './conditioning.js'
import type { DitConfig } from './config.js'
import { type AlikeItems, cutConditioning, cutLatent, putBack } from './cut-items.js'
import { countsTold } from './told-tokens.js'

/** How a network answers under a conditioning: as many latents as it has branches, each of the shape of x. */
export type ItemAnswers = (
  x: Latent,
  t: readonly number[],
  conditioning: Conditioning,
  signal: AbortSignal,
) => Promise<readonly Latent[]>

/** How many frames of each item are asked about. */
const lengthsOf = (padding: PaddedFrames | undefined, batch: number, all: number): readonly number[] =>
  Array.from({ length: batch }, (_, item) =>
    padding?.keys === 'left-out' ? (padding.valid[padding.valid.length === 1 ? 0 : item] ?? all) : all,
  )

/**
 * How many tokens each item is told, in steps of 64. Items that are told more than others are asked about alone: filled
 * up over such a step, the others would not have quite the bits that they have alone.
 */
const tokensOf = ({ globalBy }: DitConfig, { crossAttention, negative }: Conditioning): readonly number[] => {
  if (globalBy === 'token') return [0]
  const [toward, away] = [countsTold(crossAttention), negative === undefined ? [] : countsTold(negative)]
  return toward.map((count, item) => Math.max(count, away[item] ?? 0))
}

const alikeItems = (lengths: readonly number[], tokens: readonly number[] = [0]): readonly AlikeItems[] => {
  const keys = lengths.map((frames, item) => `${frames} ${tokens[tokens.length === 1 ? 0 : item]}`)
  return [...new Set(keys)].map((key) => ({
    frames: lengths[keys.indexOf(key)]!, // one of the keys
    items: keys.flatMap((other, item) => (other === key ? [item] : [])),
  }))
}

/**
 * The same, with the items asked about together that are alike. Frames behind the end of an item are no part of it where
 * the padding is left out, and the answer is zero there: a longer padding changes nothing.
 */
export const onAlikeItems =
  (config: DitConfig, answer: ItemAnswers): ItemAnswers =>
  async (x, t, conditioning, signal) => {
    const [batch, , all] = x.shape
    const groups = alikeItems(lengthsOf(conditioning.padding, batch, all), tokensOf(config, conditioning))
    const [{ frames } = { frames: all }] = groups
    if (groups.length === 1 && frames === all) return answer(x, t, conditioning, signal)
    const asked: (readonly [AlikeItems, readonly Latent[]])[] = []
    for (const alike of groups) {
      const times = alike.items.map((item) => t[item] ?? NaN)
      asked.push([alike, await answer(cutLatent(x, alike), times, cutConditioning(conditioning, alike, all), signal)])
    }
    const [[, first] = [null, []]] = asked
    return first.map((_, branch) =>
      putBack(
        x.shape,
        asked.flatMap(([alike, answers]) => answers.slice(branch, branch + 1).map((one) => [alike, one] as const)),
      ),
    )
  }

/**
 * A latent that is zero behind the ends of its items, where the padding is left out: so that nothing there counts in
 * what guidance sums over frames.
 */
export const endedBy =
  (padding: PaddedFrames | undefined) =>
  (latent: Latent): Latent => {
    const [batch, , all] = latent.shape
    const groups = alikeItems(lengthsOf(padding, batch, all))
    return groups.every(({ frames }) => frames === all)
      ? latent
      : putBack(
          latent.shape,
          groups.map((alike) => [alike, cutLatent(latent, alike)] as const),
        )
  }
