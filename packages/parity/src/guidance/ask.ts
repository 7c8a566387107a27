import type { Answer, Latent, Slot } from '@sigmastream/core'
import { type ConditionalDenoiser, type GuidedConditions, guidedDenoiser } from '@sigmastream/samplers'

/** One call: where it is asked, and what the branches answer there. */
export interface GuidedCall {
  readonly x: Latent
  readonly sigma: number
  readonly toward: Latent
  readonly away: Latent
  readonly neutral?: Latent
}

/** What guidance is told beside the branches. */
export type Strength = Omit<GuidedConditions<unknown>, 'toward' | 'away' | 'neutral'>

/** The branches of a call, by name. */
type Branch = 'toward' | 'away' | 'neutral'

const { signal } = new AbortController()

/** What our guidance makes of calls, one after the other, each told the state that the one before left. */
export const guidedAnswers = async (calls: readonly GuidedCall[], strength: Strength): Promise<readonly Latent[]> => {
  const answers: Latent[] = []
  let slot: Slot | null = null
  for (const { x, sigma, ...branches } of calls) {
    const model: ConditionalDenoiser<Branch> = async (_, __, names) => names.map((name) => branches[name] ?? x)
    const conditions = { toward: 'toward', away: 'away', neutral: 'neutral', ...strength } as const
    const answer: Answer = await guidedDenoiser<Branch>(model, conditions)(x, sigma, signal, {
      slot,
      unconditional: false,
    })
    slot = answer.slot ?? null
    answers.push(answer)
  }
  return answers
}
