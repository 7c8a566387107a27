import type { JobEvent } from '@sigmastream/farm'
import type { News } from '@sigmastream/render-thread'
import type { PreparedRender } from '@sigmastream/render-thread/wire'

type FarmStep = Extract<JobEvent, { readonly _tag: 'Step' }>
type StepNews = Extract<News, { readonly _tag: 'Step' }>
type Prepared = PreparedRender['prepared']

/** The noise level that a step began at: of a clip that is held, the first levels of the schedule are left out. */
const levelBefore = ({ steps, sigmas }: Prepared, { done, sigma }: FarmStep): number =>
  steps === null ? sigma : (sigmas[sigmas.length - 1 - steps + done - 1] ?? sigma)

/** How much of all is done: by steps, or where the solver chooses them by the level in log sigma, as the render thread tells it. */
const partDone = ({ sigmas }: Prepared, { done, steps, sigma }: FarmStep): number => {
  if (steps !== null) return Math.min(1, done / steps)
  if (sigma === 0) return 1
  const [top, bottom] = [sigmas[0] ?? sigma, sigmas.findLast((level) => level > 0) ?? sigma]
  return top === bottom ? 0 : Math.min(0.99, Math.max(0, Math.log(top / sigma) / Math.log(top / bottom)))
}

/** A step as a farm tells it, as one of a render. How far the estimate moved, a farm does not tell. */
export const stepNews = (prepared: Prepared, event: FarmStep): Pick<StepNews, 'at' | 'data'> => ({
  at: event.done,
  data: {
    index: event.done - 1,
    sigma: levelBefore(prepared, event),
    next: event.sigma,
    done: partDone(prepared, event),
    secondsLeft: event.secondsLeft ?? 0,
    rms: null,
  },
})
