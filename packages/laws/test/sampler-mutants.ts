import {
  addNoise,
  along,
  andThen,
  type Carry,
  chain,
  choose,
  combine,
  type Denoised,
  denoise,
  eulerStep,
  line,
  score,
  stage,
  toZero,
  withInterval,
  withX,
} from '@sigmastream/core'
import { timeOfSigma } from '@sigmastream/core/schedules'
import { soundGuidance } from './guidance-mutants.js'
import { lawsOf, type Mutant } from './mutant.js'
import { euler, eulerInFlow, halvedNoise, heun, noisyEuler, rungeKutta, twoStepUpdate } from './samplers.js'
import { deaf, forgetful, mixing, parrot, scribbling, stateful } from './wrong-steps.js'

/** Samplers that are wrong in one thing. */
export const samplerMutants: readonly Mutant[] = [
  {
    wrong: 'history in a closure instead of in the carry',
    laws: lawsOf(forgetful()),
    breaks: 'resuming from any frame gives the rest of the run, bit for bit',
    says: /resumed after frame \d+, frame \d+, x/,
  },
  {
    wrong: 'noise from a generator with a state',
    laws: lawsOf(stateful(), { stochastic: true }),
    breaks: 'the same seed gives the same bits, run after run',
    says: /the second run, frame \d+, x/,
  },
  {
    wrong: 'a deterministic sampler that says it is stochastic',
    laws: lawsOf(euler, { stochastic: true }),
    breaks: 'from one start, another seed gives other bits',
    says: /another seed gave the same frames/,
  },
  {
    wrong: 'a stochastic sampler that says it is not',
    laws: lawsOf(noisyEuler),
    breaks: 'from one start, the seed of the noise changes nothing',
    says: /another seed, frame \d+, x/,
  },
  {
    wrong: 'items that look at each other',
    laws: lawsOf(mixing),
    breaks: 'every item of a batch equals the item alone, bit for bit',
    says: /item [12], frame \d+/,
  },
  {
    wrong: 'a step that goes nine tenths of the way',
    laws: lawsOf(withInterval((at) => ({ ...at, to: at.from + 0.9 * (at.to - at.from) }), euler)),
    breaks: 'a denoiser that always answers x0 makes a schedule that ends at 0 return x0, to rounding',
    says: /the result and x0/,
  },
  {
    wrong: 'a stage that writes into its x',
    laws: lawsOf(scribbling(({ x }) => x)),
    breaks: 'no stage changes what it is given, byte for byte',
    says: /after and before the run/,
  },
  {
    wrong: "a stage that writes into the model's answer",
    laws: lawsOf(scribbling(({ evaluation }) => evaluation.denoised)),
    breaks: 'no stage changes what it is given, byte for byte',
    says: /the denoised, after and before the run/,
  },
  {
    wrong: 'a sampler that calls twice and declares one call',
    laws: lawsOf({ ...andThen(euler, euler), calls: () => 1 }),
    breaks: 'denoiser calls are those declared, and noise is drawn as declared, in order',
    says: /called the denoiser 2 times, reused 0 answers, and declares 1/,
  },
  {
    wrong: 'an answer that is reused and not marked',
    laws: lawsOf(chain(parrot, score, eulerStep)),
    breaks: 'denoiser calls are those declared, and noise is drawn as declared, in order',
    says: /called the denoiser 0 times, reused 0 answers, and declares 1/,
  },
  {
    wrong: 'a draw that is not declared',
    laws: lawsOf(
      {
        ...andThen(
          euler,
          addNoise('secret', (at) => ({ scale: at.to, at })),
        ),
        draws: () => [],
      },
      { stochastic: true },
    ),
    breaks: 'denoiser calls are those declared, and noise is drawn as declared, in order',
    says: /drew \[secret at \d+.*\] and declares/,
  },
  {
    wrong: 'a two-step method that declares a memory of one',
    laws: lawsOf(chain(denoise, twoStepUpdate(1))),
    breaks: 'the declared memory suffices, bit for bit',
    says: /what the declared memory gives, and the whole past, frame \d+, x/,
  },
  {
    wrong: 'momentum of guidance under a step that does not declare to read it',
    laws: lawsOf({
      ...euler,
      run: (carry, env) =>
        euler.run(carry, {
          ...env,
          denoiser: soundGuidance(async (x, sigma, labels, signal) => {
            const answer = await env.denoiser(x, sigma, signal)
            return labels.map((label) => (label === 0 ? answer : combine([0.5, answer], [0.1, x])))
          }, 1.5),
        }),
    }),
    breaks: 'the declared memory suffices, bit for bit',
    says: /what the declared memory gives, and the whole past, frame \d+, x/,
  },
  {
    wrong: 'calls that do not listen to the signal',
    laws: lawsOf(
      chain(
        deaf,
        stage('line', (flow: Denoised, { at }): Carry => withX(flow, combine(...line(flow.evaluation, at)))),
      ),
    ),
    breaks: 'no denoiser call starts after an abort',
    says: /calls were made, with the abort during call/,
  },
  {
    wrong: 'a sampler that cannot do without a past',
    laws: lawsOf(
      chain(
        denoise,
        stage(
          'needy',
          (flow: Denoised, { at }): Carry => {
            const [now, before] = flow.past
            if (before === undefined || now === undefined) throw new Error('no past')
            return withX(flow, combine(...line({ ...flow.evaluation, denoised: before.denoised }, at)))
          },
          2,
        ),
      ),
    ),
    breaks: 'a schedule of one step works',
    says: /the stage denoise > needy threw: no past/,
  },
  {
    wrong: 'a sampler that asks for no estimate where there is one step alone',
    laws: lawsOf(
      choose(
        ({ of }) => of === 1,
        stage('blind', (carry: Carry): Carry => carry),
        euler,
      ),
    ),
    breaks: 'a schedule of one step works',
    says: /no estimate was made/,
  },
  {
    wrong: 'a first-order method that claims order 2',
    laws: lawsOf(euler, { order: 2 }),
    breaks: 'the order of convergence is at least 2',
    says: /the order measured from 16 to 32 steps is [01]\.\d+, not 2/,
  },
  {
    wrong: 'noise that is a tenth too small',
    laws: lawsOf(halvedNoise('test', 'test/late', 0.9), { weakOrder: 1 }),
    breaks: 'the weak order of convergence is at least 1',
    says: /the weak order measured from 32 to 64 steps is -?0\.[0-4]\d, not 1/,
  },
  {
    wrong: 'the two halves of a step on two Brownian paths',
    laws: lawsOf(halvedNoise('test', 'other'), { strongOrder: 1 }),
    breaks: 'on one Brownian path the strong order of convergence is at least 1',
    says: /the strong order measured from 8 to 16 steps is -?0\.[0-4]\d, not 1/,
  },
  {
    wrong: 'a method of order 4 that claims order 5',
    laws: lawsOf(rungeKutta, { order: 5 }),
    breaks: 'the order of convergence is at least 5',
    says: /the order measured from 8 to 16 steps is [34]\.\d+, not 5/,
  },
  {
    wrong: 'a step of Euler that subtracts two large numbers where it begins at pure noise',
    laws: lawsOf(
      chain(
        denoise,
        stage(
          'shiftByD',
          ({ evaluation, ...flow }: Denoised, { at }): Carry =>
            withX(flow, combine([1, flow.x], [1, combine(...along(evaluation, at.to - at.from))])),
        ),
      ),
      { inFlow: eulerInFlow },
    ),
    breaks: 'one model in flow form and in sigma gives the same run, to rounding',
    says: /x \/ \(1 \+ sigma\): .* is not .*, as in flow coordinates/,
  },
  {
    wrong: 'a step of Euler by the difference of times in place of sigmas',
    laws: lawsOf(
      withInterval(({ from, to, ...at }) => ({ ...at, from, to: from + timeOfSigma(to) - timeOfSigma(from) }), euler),
      { inFlow: eulerInFlow },
    ),
    breaks: 'one model in flow form and in sigma gives the same run, to rounding',
    says: /x \/ \(1 \+ sigma\): .* is not .*, as in flow coordinates/,
  },
  {
    wrong: 'a trapezoidal rule in sigma that begins at pure noise as anywhere',
    laws: lawsOf(choose(toZero, euler, heun), { pureNoise: true }),
    breaks: 'from pure noise it is refused, or comes down to the noise of the next level',
    says: /at sigma .*, frame 0, x is \d+.* away from x0/,
  },
]
