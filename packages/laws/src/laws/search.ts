import type { Engine, Frame, Latent, Plan } from '@sigmastream/core'
import type { Lineage, NoiseSource } from '@sigmastream/core/noise'
import { forkNoise } from '@sigmastream/core/noise'
import type { SearchEvent, SearchRound } from '@sigmastream/core/stream'
import { mustHaveSameBits } from '../compare.js'
import type { Framework } from '../framework.js'
import { law, refute } from '../law.js'
import { testNoise } from '../noise.js'
import { record } from '../record.js'
import { engineOf, planOf, stepsOf } from '../scene.js'
import { emissionsOf } from '../streams.js'
import { forkedNoise } from './forked-noise.js'
import { checkpointsOf, type Hunt, hunts } from './hunt.js'
import type { SamplerLaw } from './sampler-law.js'

/** The noise of a lineage, by the definition: the law's own. */
const noiseBy =
  (lineage: Lineage): NoiseSource =>
  (query) =>
    testNoise([...lineage].reduce((seed, fork) => (fork.step <= query.at.index ? fork.seed : seed), 0))(query)

const sumOf = ({ data }: Latent): number => [...data].reduce((sum, value) => sum + value, 0)

const isRound = (event: SearchEvent): event is SearchRound => event._tag === 'Round'

const endOf = (frames: readonly Frame[]): Latent => (frames.at(-1) ?? refute('the run has no frame')).carry.x

const searchOf = (
  { scene, takes, keep }: Hunt,
  engine: Engine,
  verifier: (estimate: Latent) => number,
  planned: Plan,
  counts: readonly number[],
): Parameters<Framework['search']> => [
  planned,
  {
    denoiser: engine.denoiser,
    noise: (lineage) => forkNoise(lineage, ({ seed }) => testNoise(seed)),
    seed: scene.seed,
    verifier: async (estimate) => verifier(estimate),
    takes,
    keep,
    at: counts.map((count) => count / stepsOf(planned)),
  },
]

/** Without a checkpoint a search is so many runs, of which the best is found. */
const bestOfAll: SamplerLaw = (subject, { search }) =>
  law(
    `${subject.name}: a search without a checkpoint finds the best of so many runs, bit for bit`,
    hunts(subject),
    async (hunt) => {
      const plan = planOf(subject, hunt.scene)
      const engine = engineOf(hunt.scene)
      const ends = await Promise.all(
        Array.from({ length: hunt.takes }, async (_, i) =>
          endOf(await record(plan, { ...engine, noise: testNoise(hunt.scene.seed + i) })),
        ),
      )
      const best = ends.reduce((most, end) => (sumOf(end) > sumOf(most) ? end : most))
      const rounds = (await emissionsOf(search(...searchOf(hunt, engine, sumOf, plan, [])))).filter(isRound)
      const [found] = rounds[0]?.ranking ?? []
      mustHaveSameBits(
        'what was found, and the best of the runs',
        (found ?? refute('nothing was found')).frame.carry.x,
        best,
      )
    },
  )

const mustDescend = (from: SearchRound, to: SearchRound, keep: number): void => {
  const kept = from.ranking.slice(0, keep).map(({ lineage }) => JSON.stringify(lineage).slice(0, -1))
  to.ranking.forEach(({ lineage }) => {
    const text = JSON.stringify(lineage)
    if (!kept.some((one) => text === `${one}]` || text.startsWith(`${one},`)))
      refute(`${text} goes on from none of the best ${keep}`)
  })
}

/** What was found is the run of its lineage; only the best went on, and each call of the model was counted. */
const takesOfLineage: SamplerLaw = (subject, { search }) =>
  law(
    `${subject.name}: each take of a search is the run of its lineage, bit for bit, and only the best go on`,
    hunts(subject),
    async (hunt) => {
      const plan = planOf(subject, hunt.scene)
      const engine = engineOf(hunt.scene)
      const counts = checkpointsOf(subject, plan, hunt.places)
      let calls = 0
      const denoiser: Engine['denoiser'] = (...question) => {
        calls += 1
        return engine.denoiser(...question)
      }
      const rounds = (
        await emissionsOf(search(...searchOf(hunt, { ...engine, denoiser }, sumOf, plan, counts)))
      ).filter(isRound)
      const last = rounds.at(-1) ?? refute('the search has no round')
      if (last.calls !== calls) refute(`${last.calls} calls were counted, and ${calls} were made`)
      if (rounds.length !== counts.length + 1) refute(`${rounds.length} rounds for ${counts.length} checkpoints`)
      rounds.slice(1).forEach((round, i) => mustDescend(rounds[i]!, round, hunt.keep)) // one before each but the first
      const scores = last.ranking.map(({ frame }) => sumOf(frame.carry.x))
      if (scores.some((score) => score > scores[0]!)) refute(`the first of ${scores.join(', ')} is not the best`) // there is a take
      for (const { lineage, frame } of last.ranking) {
        const alone = await record(plan, { ...engine, noise: noiseBy(lineage) })
        mustHaveSameBits(`${JSON.stringify(lineage)}, and a run of it`, frame.carry.x, endOf(alone))
      }
    },
  )

/** A verifier that knows no difference changes nothing: the search is the run of its first seed. */
const firstOfEquals: SamplerLaw = (subject, { search }) =>
  law(
    `${subject.name}: where a verifier likes all takes alike, the run of the first seed is found, bit for bit`,
    hunts(subject),
    async (hunt) => {
      const plan = planOf(subject, hunt.scene)
      const engine = engineOf(hunt.scene)
      const rounds = (
        await emissionsOf(search(...searchOf(hunt, engine, () => 0, plan, checkpointsOf(subject, plan, hunt.places))))
      ).filter(isRound)
      const [found] = rounds.at(-1)?.ranking ?? []
      const alone = await record(plan, { ...engine, noise: testNoise(hunt.scene.seed) })
      mustHaveSameBits(
        'what was found, and the first run',
        (found ?? refute('nothing was found')).frame.carry.x,
        endOf(alone),
      )
    },
  )

/** The laws of a search of a listed subject. */
export const ofSearch: readonly SamplerLaw[] = [bestOfAll, takesOfLineage, firstOfEquals, forkedNoise]
