import { drive, type Engine, type Frame, type Plan, startOf } from '@sigmastream/core'
import { operator, sampling } from '@sigmastream/core/stream'
import { from, Observable, skip } from 'rxjs'

import { orThrow } from '../src/index.js'
import { lawsWithin, type Mutant } from './mutant.js'
import { euler, twoStep } from './samplers.js'

const pulled = <S>(plan: Plan<S>, engine: Engine): AsyncGenerator<Frame<S>> =>
  drive(plan.step, plan.intervals, orThrow(startOf(plan, engine)), { ...engine, steps: plan.steps })

/** Pushes a run to its end, whoever listens. */
const runaway = <S>(plan: Plan<S>, engine: Engine): Observable<Frame<S>> =>
  new Observable((subscriber) => {
    const push = async (): Promise<void> => {
      for await (const frame of pulled(plan, engine)) subscriber.next(frame)
      subscriber.complete()
    }
    push().catch((cause: unknown) => subscriber.error(cause))
  })

const sameFaces = 'drive, frames, sampling and the piped operator give the same frames, bit for bit'

/** Streams that are wrong in one thing. */
export const streamMutants: readonly Mutant[] = [
  {
    wrong: 'a stream that loses its first frame',
    laws: lawsWithin(euler, { frames: (plan, engine) => runaway(plan, engine).pipe(skip(1)) }),
    breaks: sameFaces,
    says: /frames: \d+ frames are not \d+|no elements|frame 0: the interval/,
  },
  {
    wrong: 'a schedule stream that forgets what a multistep method remembers',
    laws: lawsWithin(twoStep, {
      sampling: (step, carry, runtime) =>
        sampling({ ...step, run: (before) => step.run({ ...before, past: [] }) }, carry, runtime),
    }),
    breaks: sameFaces,
    says: /sampling, frame \d+, x/,
  },
  {
    wrong: 'an operator that runs every stage on half of the interval',
    laws: lawsWithin(euler, {
      operator: (stage, runtime) =>
        operator(
          {
            ...stage,
            run: (a) => (env) => stage.run(a)({ ...env, at: { ...env.at, to: (env.at.from + env.at.to) / 2 } }),
          },
          runtime,
        ),
    }),
    breaks: sameFaces,
    says: /the piped operator, frame 0, x/,
  },
  {
    wrong: 'a stream that goes on when nobody listens',
    laws: lawsWithin(euler, { frames: runaway }),
    breaks: 'unsubscribing after k frames starts at most k + 1 intervals',
    says: /\d+ intervals started for \d frames/,
  },
  {
    wrong: "RxJS's own stream of an async generator, which knows no pace",
    laws: lawsWithin(euler, { frames: (plan, engine) => from(pulled(plan, engine)) }),
    breaks: 'a paced consumer gets what it asks for and is never outrun by more than one',
    says: /intervals had started when \d frames were asked for/,
  },
]
