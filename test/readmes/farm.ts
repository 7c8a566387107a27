/** The program of packages/farm/README.md. */

import { tmpdir } from 'node:os'
import { farmStore, folderStore, indexSounds, openEngine, planJobs, submitJobs } from '@sigmastream/farm'
import { inpaint, vary } from '@sigmastream/pipeline'
import { either as E, type taskEither as TE } from 'fp-ts'

const must = async <A>(task: TE.TaskEither<unknown, A>): Promise<A> => {
  const result = await task()
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

const engine = await must(openEngine('memory'))
const store = farmStore(folderStore('farm'), tmpdir())

// Two results of one recording: a gap that is filled, and a variation.
const jobs = await must(
  planJobs(
    [
      { recipe: { ...inpaint([{ from: 3, to: 4 }]), seed: 7 }, name: 'filled.wav', where: 'first' },
      { recipe: { ...vary({ amount: 0.3 }), seed: 1 }, name: 'varied.wav', where: 'second' },
    ],
    {
      sounds: { index: await must(indexSounds(['take.flac'])), store, scratch: tmpdir() },
      stableAudio: null,
      engine: null,
      sentAs: { priority: 'normal', submitter: 'ada' },
      seed: 5,
      signal: new AbortController().signal,
      availableMemory: 1e9,
    },
  ),
)

const ada = { submitter: 'ada', at: Date.now() }
const sent = await must(submitJobs({ engine, store }, jobs, ada))
console.log(`${sent.added.length} sent`)
const again = await must(submitJobs({ engine, store }, jobs, ada))
console.log(`${again.added.length} sent, ${again.present.length} there already`)

for (const { lane, waiting } of await must(engine.lanes)) {
  console.log(`${waiting} wait for ${lane.need.model}, ${lane.need.memory} bytes of memory each`)
  const lease = await must(engine.work(lane, 'machine-1'))
  if (lease === null) continue
  // ... make `lease.job`, keep its file in the store; `lease.cancelled` and `lease.lost` say when to stop ...
  await must(lease.finish)
}
await engine.close()
