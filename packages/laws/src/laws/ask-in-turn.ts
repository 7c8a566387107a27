import type { Answer, Denoiser, Latent, Slot } from '@sigmastream/core'

/** What a denoiser is asked: x, and a noise level. */
export type Question = readonly [x: Latent, sigma: number]

/** One call as a run makes it: with what it was told, and what it answered. */
export interface Call {
  readonly slot: Slot | null
  readonly answer: Answer
}

const { signal } = new AbortController()

/** Asks one question after the other, each told the state that the answer before it left. */
export const askInTurn = async (
  denoiser: Denoiser,
  questions: readonly Question[],
  unconditional = false,
): Promise<readonly Call[]> => {
  const calls: Call[] = []
  for (const [x, sigma] of questions) {
    const slot = calls.at(-1)?.answer.slot ?? null
    calls.push({ slot, answer: await denoiser(x, sigma, signal, { slot, unconditional }) })
  }
  return calls
}
