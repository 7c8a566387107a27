import { addNoise, chain, type Step } from '@sigmastream/core'

/** The lane of noise that a reference draws and multiplies by 0. */
const lane = 'idle'

/** A step that draws at its end and adds nothing, as a reference does that has an ancestral form with eta 0. */
export const withIdleDraw = (step: Step): Step =>
  chain(
    step,
    addNoise(lane, (at) => (at.to === 0 ? null : { scale: 0, at })),
  )
