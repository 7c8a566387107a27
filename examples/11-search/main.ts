// A run that is listened to while it is made; then several at once, of which the best go on, by a verifier of one's own.
import { callsOf, type Denoiser, type Latent, orThrow, plan, run } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { forkNoise, keyed, type Lineage } from '@sigmastream/core/noise'
import { karras } from '@sigmastream/core/schedules'
import { frames, previews, type SearchRound, search } from '@sigmastream/core/stream'
import { eulerAncestral } from '@sigmastream/samplers'
import { taskEither as TE } from 'fp-ts'
import { filter, lastValueFrom, tap } from 'rxjs'

// A model of sounds whose values have deviation 1 and know nothing of each other, which takes a moment to answer.
const answer = gaussianDenoiser(0, 1)
const denoiser: Denoiser = async (...question) => {
  await new Promise((resolve) => setTimeout(resolve, 2))
  return answer(...question)
}
const taking = plan({
  step: eulerAncestral(),
  schedule: karras({ steps: 20, sigmaMin: 0.03, sigmaMax: 80 }),
  shape: [1, 1, 16],
})

// 1. What is heard: the estimate of some steps is decoded while the run goes on, one at a time.
const noise = keyed(7)
const decoder = ({ data }: Latent) => TE.right([...data].map((value) => (value > 0 ? '+' : '-')).join(''))
await lastValueFrom(
  frames(taking, { denoiser, noise }).pipe(
    previews({ every: 4, decoder }),
    tap(({ at, decoded }) => decoded._tag === 'Right' && console.log(`step ${at.index}: ${decoded.right}`)),
  ),
)

// 2. What is good: a sound that is loud on the beat, every fourth value, and soft beside it.
const onTheBeat = async ({ data }: Latent): Promise<number> =>
  [...data].reduce((sum, value, n) => sum + (n % 4 === 0 ? 3 : -1) * value, 0) / data.length

// 3. Eight takes at once: at two checkpoints the best two go on, and are forked to be eight again.
const noiseOf = (lineage: Lineage) => forkNoise(lineage, ({ seed }) => keyed(seed))
const size = { takes: 8, keep: 2, at: [0.5, 0.75] }
const searching = { denoiser, noise: noiseOf, verifier: onTheBeat, seed: 1, ...size }
const roundsOf = (options: typeof searching) =>
  search(taking, options).pipe(filter((event): event is SearchRound => event._tag === 'Round'))
const found = await lastValueFrom(
  roundsOf(searching).pipe(
    tap(({ ranking: [best], last }) => console.log(`${last ? 'at the end' : 'on the way'}: ${best?.score.toFixed(3)}`)),
  ),
)

// 4. What it costs, beside the best of as many whole runs.
const whole = await lastValueFrom(roundsOf({ ...searching, at: [] }))
const [best, ofEight] = [found.ranking[0], whole.ranking[0]]
if (best === undefined || ofEight === undefined) throw new Error('a search has takes')
console.log(`the search found ${best.score.toFixed(3)} with ${found.calls} calls`)
console.log(
  `the best of 8 runs is ${ofEight.score.toFixed(3)} with ${whole.calls} calls, ${orThrow(callsOf(taking))} each`,
)

// 5. What was found is one run, whose noise goes on with other seeds from some steps on.
console.log(`found: ${best.lineage.map(({ step, seed }) => `seed ${seed} from step ${step} on`).join(', ')}`)
const again = orThrow(await run(taking, { denoiser, noise: noiseOf(best.lineage) })())
console.log(`the same bits: ${again.x.data.slice().every((value, i) => value === best.frame.carry.x.data[i])}`)
