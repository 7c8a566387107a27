import type { Fork } from '@sigmastream/core/noise'

/**
 * Where the noise of a run goes on with another seed, as it is typed and stored: `103@12,117@24` is the seed 103 from step 12
 * on, steps counted from 0, and 117 from step 24 on; `null` for a text that says no such thing.
 */
export const forksIn = (text: string): readonly Fork[] | null => {
  const forks = text.split(',').flatMap((pair): readonly Fork[] => {
    const [, seed = '', step = ''] = /^ *(\d+)@(\d+) *$/.exec(pair) ?? []
    return seed === '' ? [] : [{ step: Number(step), seed: Number(seed) }]
  })
  const isFork = ({ step, seed }: Fork, i: number): boolean =>
    Number.isSafeInteger(seed) && Number.isSafeInteger(step) && step > (forks[i - 1]?.step ?? 0)
  return forks.length === text.split(',').length && forks.every(isFork) ? forks : null
}

/** Forks as they stand in a recipe. */
export const forksText = (forks: readonly Fork[]): string => forks.map(({ step, seed }) => `${seed}@${step}`).join(',')
