/** The program of packages/farm/README.md. */

import { tmpdir } from 'node:os'
import * as farm from '@sigmastream/farm'
import { engineVersion } from '@sigmastream/onnx'
import { inpaint, vary } from '@sigmastream/pipeline'
import { workThread } from '@sigmastream/render-thread'
import { either as E, taskEither as TE } from 'fp-ts'

const must = async <A>(task: TE.TaskEither<unknown, A>): Promise<A> => {
  const result = await task()
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

const engine = await must(farm.openEngine('memory'))
const store = farm.farmStore(farm.folderStore('farm'), tmpdir())
const recipes = [
  { recipe: { ...inpaint([{ from: 1, to: 1.4 }]), steps: 4, seed: 7 }, name: 'filled.wav', where: 'the first' },
  { recipe: { ...vary({ amount: 0.3 }), steps: 4, seed: 1 }, name: 'varied.wav', where: 'the second' },
]
const jobs = await must(
  farm.planJobs(recipes, {
    sounds: { index: await must(farm.indexSounds(['strokes.wav'])), store, scratch: tmpdir() },
    stableAudio: null,
    engine: engineVersion(),
    sentAs: { priority: 'normal', submitter: 'ada' },
    seed: 5,
    signal: new AbortController().signal,
    availableMemory: 1e9,
  }),
)
const { list, added } = await must(farm.submitJobs({ engine, store }, jobs, { submitter: 'ada', at: Date.now() }))
console.log(`${added.length} sent`)

const thread = workThread()
const equipment = {
  thread,
  folders: [],
  memory: 4e9,
  device: 'cpu',
  engine: engineVersion(),
  scratch: tmpdir(),
  speed: 1,
}
const { abilities, folders } = await must(farm.surveyAbilities(equipment))
const [stop, abort] = [new AbortController(), new AbortController()]
const working = farm.runWorker({
  id: 'machine-1',
  engine,
  store,
  abilities,
  makers: [farm.threadMaker({ thread, folders })],
  scratch: tmpdir(),
  clock: farm.machineClock,
  stop: stop.signal,
  abort: abort.signal,
  hear: () => undefined,
})()

const names = new Map(list.jobs.map(({ id, name }) => [id, name]))
await must(
  farm.settleList<farm.FarmError>({ engine, store }, list, {
    each: (made) => {
      const name = names.get(made.id) ?? made.id
      console.log(`${name}: ${made._tag}`)
      return made._tag === 'Done' ? store.fetchResult(made.note, name) : TE.right(undefined)
    },
    problemOf: (error) => error,
  }),
)
stop.abort()
console.log(`${(await working).made} made`)
await thread.close()
await engine.close()
