import type { Frame, Latent } from '@sigmastream/core'
import type { Lineage } from '@sigmastream/core/noise'
import { forkNoise } from '@sigmastream/core/noise'
import { type Preview, type PreviewOptions, previews, search } from '@sigmastream/core/stream'
import { concatMap, exhaustMap, from, map, mergeMap, type ObservableInput, type OperatorFunction } from 'rxjs'
import { type Framework, type Law, observerLaws, sigmastream } from '../src/index.js'
import type { Mutant } from './mutant.js'
import { sound } from './samplers.js'

const within = (piece: Partial<Framework>, subject = sound.noisyEuler): readonly Law[] =>
  observerLaws({ ...subject, name: 'mutant' }, { ...sigmastream, ...piece })

type Flattening = <A, B>(project: (a: A) => ObservableInput<B>) => OperatorFunction<A, B>

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Two turns, as in the sound ones: a run that was kept from the processor has a turn before its next step begins. */
const afterNextBegan = async (): Promise<void> => {
  await turn()
  await turn()
}

/** Previews that go from frame to frame in another way, or that begin at another moment. */
const previewsBy =
  (flatten: Flattening, wait: () => Promise<void> = afterNextBegan): Framework['previews'] =>
  <Failure, A>({ every = 1, decoder }: PreviewOptions<Failure, A>): OperatorFunction<Frame, Preview<Failure, A>> =>
    flatten(({ at, denoised }: Frame) =>
      denoised === null || at.index % every !== 0
        ? []
        : from(wait().then(() => decoder(denoised, new AbortController().signal)())).pipe(
            map((decoded) => ({ at, decoded })),
          ),
    )

const changeOfNothing = 'previews change no frame, decode one estimate at a time, and let none wait'
const ofLineage = 'each take of a search is the run of its lineage, bit for bit, and only the best go on'

const firstSeed = ([first]: Lineage): Lineage => [first]

/** Halves an answer in the memory that the run keeps. */
const halveIn = ({ data }: Latent): void => {
  if (data instanceof Float32Array) data.forEach((value, i) => (data[i] = value / 2))
}

/** What looks at runs, wrong in one thing. */
export const observerMutants: readonly Mutant[] = [
  {
    wrong: 'previews that decode every frame, as many at once as come',
    laws: within({ previews: previewsBy(mergeMap) }),
    breaks: changeOfNothing,
    says: /\d+ estimates were decoded at once/,
  },
  {
    wrong: 'previews that keep frames until their turn comes',
    laws: within({ previews: previewsBy(concatMap) }),
    breaks: changeOfNothing,
    says: /frame \d+ waited while another was decoded/,
  },
  {
    wrong: 'previews that decode before the run goes on',
    laws: within({ previews: previewsBy(exhaustMap, () => Promise.resolve()) }),
    breaks: changeOfNothing,
    says: /frame \d+ was decoded before the next step had begun/,
  },
  {
    wrong: 'previews that count from the second step',
    laws: within({
      previews:
        ({ every = 1, ...options }) =>
        (frames) =>
          frames.pipe(
            map((frame) => ({ ...frame, denoised: frame.at.index === 0 ? null : frame.denoised })),
            previews({ ...options, every }),
          ),
    }),
    breaks: changeOfNothing,
    says: /the first preview is of step (undefined|\d+), and step 0 was asked for/,
  },
  {
    wrong: 'previews that bring estimates down where they are',
    laws: within({
      previews: ({ decoder, ...options }) =>
        previews({
          ...options,
          decoder: (denoised, signal) => {
            halveIn(denoised)
            return decoder(denoised, signal)
          },
        }),
    }),
    breaks: changeOfNothing,
    says: /with previews, and without, frame \d+/,
  },
  {
    wrong: 'a search that finds the worst',
    laws: within({
      search: (plan, options) =>
        search(plan, { ...options, verifier: async (...heard) => -(await options.verifier(...heard)) }),
    }),
    breaks: 'a search without a checkpoint finds the best of so many runs, bit for bit',
    says: /what was found, and the best of the runs/,
  },
  {
    wrong: 'forks that draw the noise of the take that they are of',
    laws: within({
      search: (plan, options) => search(plan, { ...options, noise: (lineage) => options.noise(firstSeed(lineage)) }),
    }),
    breaks: ofLineage,
    says: /and a run of it/,
  },
  {
    wrong: 'a search that counts the calls of one step too few',
    laws: within({
      search: (plan, options) =>
        search(plan, options).pipe(
          map((event) => (event._tag === 'Round' ? { ...event, calls: event.calls - 1 } : event)),
        ),
    }),
    breaks: ofLineage,
    says: /\d+ calls were counted, and \d+ were made/,
  },
  {
    wrong: 'a search in which the worst go on',
    laws: within({
      search: (plan, options) =>
        search(plan, {
          ...options,
          verifier: async (estimate, frame) =>
            (frame.at.index + 1 === frame.at.of ? 1 : -1) * (await options.verifier(estimate, frame)),
        }).pipe(
          map((event) =>
            event._tag === 'Round' && !event.last ? { ...event, ranking: event.ranking.toReversed() } : event,
          ),
        ),
    }),
    breaks: ofLineage,
    says: /goes on from none of the best/,
  },
  {
    wrong: 'a search that prefers the later of equals',
    laws: within({
      search: (plan, options) => {
        let heard = 0
        return search(plan, {
          ...options,
          verifier: async (...of) => {
            heard += 1
            return (await options.verifier(...of)) + heard * 1e-6
          },
        })
      },
    }),
    breaks: 'where a verifier likes all takes alike, the run of the first seed is found, bit for bit',
    says: /what was found, and the first run/,
  },
  {
    wrong: 'noise that forks one step late',
    laws: within({
      forkNoise: ([first, ...forks], noise) =>
        forkNoise([first, ...forks.map(({ step, seed }) => ({ step: step + 1, seed }))], noise),
    }),
    breaks: 'a run on noise that forks is the run that is resumed there with the other noise, bit for bit',
    says: /the fork, and the resumed run, frame \d+/,
  },
]
