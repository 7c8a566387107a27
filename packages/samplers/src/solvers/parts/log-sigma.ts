import type { Levels } from '@sigmastream/core'

/**
 * The step in t = -log sigma, the time of DPM-Solver (Lu et al. 2022): h = log(from / to), positive, infinite at `to` =
 * 0.
 */
export const logStep = ({ from, to }: Levels): number => Math.log(from / to)

/** The sigma that lies the fraction r of the way from one sigma to another, in log sigma. */
export const between = ({ from, to }: Levels, r: number): number => from ** (1 - r) * to ** r
