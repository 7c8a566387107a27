import { drive, type Engine, type Frame, type PlanLike, planIn } from '@sigmastream/core'
import { operator, sampling } from '@sigmastream/core/stream'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { from, Observable, skip } from 'rxjs'

import { lawsWithin, type Mutant } from './mutant.js'
import { euler, twoStep } from './samplers.js'

/** Pushes a run to its end, whoever listens. */
const runaway = (plan: PlanLike, engine: Engine): Observable<Frame> =>
  new Observable((subscriber) => {
    const push = async (): Promise<void> => {
      for await (const frame of drive(plan, engine)) subscriber.next(frame)
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
      sampling: (given, engine, through) =>
        sampling(
          pipe(
            planIn(given),
            E.map((plan) => ({
              ...plan,
              step: { ...plan.step, run: (before, env) => plan.step.run({ ...before, past: [] }, env) },
            })),
          ),
          engine,
          through,
        ),
    }),
    breaks: sameFaces,
    says: /sampling, frame \d+, x/,
  },
  {
    wrong: 'an operator that runs every stage on half of the interval',
    laws: lawsWithin(euler, {
      operator: (stage, engine) =>
        operator(
          {
            ...stage,
            run: (a, env) => stage.run(a, { ...env, at: { ...env.at, to: (env.at.from + env.at.to) / 2 } }),
          },
          engine,
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
    laws: lawsWithin(euler, { frames: (plan, engine) => from(drive(plan, engine)) }),
    breaks: 'a paced consumer gets what it asks for and is never outrun by more than one',
    says: /intervals had started when \d frames were asked for/,
  },
]
