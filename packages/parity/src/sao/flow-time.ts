/** The noise level of time 1: so high that the time is 1 again in float32, and that x / (1 + sigma) is the noise. */
const ALL_NOISE = 1e12

/** The noise level of a time of a rectified flow, 0 to 1: sigma = t / (1 - t), and `ALL_NOISE` at 1. */
export const sigmaAtTime = (t: number): number => (t === 1 ? ALL_NOISE : t / (1 - t))
