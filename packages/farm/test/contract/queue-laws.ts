import { answerOf, idOf, jobOf, laneOf, letterOf } from './samples.js'
import { anna, countOf, take } from './steps.js'
import { type ContractLaw, mustBe } from './trial.js'

/** Everything that a text may be which is no name. */
const models = ['exemplar', '', 'a:b', '{a}', 'a b/../c', '"\\\n', '\u{1f3b9}é', '__proto__', 'x'.repeat(300)]

const strangeLanes = [
  ...models.map((model) => laneOf('anna', { need: { model, memory: null } })),
  laneOf('anna', { need: { model: 'exemplar', memory: 0 } }),
  laneOf('anna', { need: { model: 'exemplar', memory: 2 ** 50 } }),
  laneOf('-', { need: { model: 'exemplar', memory: null } }),
  laneOf('constructor', { need: { model: 'exemplar', memory: null } }),
  laneOf('0'.repeat(32), { need: { model: 'exemplar', memory: null } }),
  laneOf('anna', { need: { model: 'exemplar', memory: null }, priority: 'high' }),
  laneOf('anna', { need: { model: 'exemplar', memory: null }, priority: 'low' }),
]

/** Laws of submitting and taking. */
export const queueLaws: readonly ContractLaw[] = [
  {
    name: 'a job is taken as it was submitted, by an engine of another process too',
    holds: async ({ engine, another }) => {
      const job = jobOf(1)
      mustBe('what became of it', await answerOf(engine.submit([job])), [{ id: job.id, isNew: true }])
      const lease = await take({ engine: await another() })
      mustBe('the job', lease.job, job)
      mustBe('deliveries and losses', [lease.deliveries, lease.losses], [1, 0])
      mustBe('signals', [lease.lost.aborted, lease.cancelled.aborted], [false, false])
    },
  },
  {
    name: 'a job that is submitted twice is there once: while it waits, runs and is dead',
    holds: async ({ engine }) => {
      const again = async (what: string): Promise<void> =>
        mustBe(what, await answerOf(engine.submit([jobOf(1)])), [{ id: idOf(1), isNew: false }])
      const job = jobOf(1)
      mustBe('twice in one list', await answerOf(engine.submit([job, job])), [
        { id: idOf(1), isNew: true },
        { id: idOf(1), isNew: false },
      ])
      await again('while it waits')
      mustBe('lanes', await answerOf(engine.lanes), [countOf(1)])
      const lease = await take({ engine })
      await again('while it runs')
      mustBe('taken while it runs', await answerOf(engine.work(anna, 'w2')), null)
      await answerOf(lease.bury(letterOf(lease.job)))
      await again('while it is dead')
      mustBe('taken while it is dead', await answerOf(engine.work(anna, 'w2')), null)
      mustBe('lanes', await answerOf(engine.lanes), [countOf(0, 0, 1)])
    },
  },
  {
    name: 'a job that is finished leaves, and may be submitted anew',
    holds: async ({ engine }) => {
      await answerOf(engine.submit([jobOf(1)]))
      await answerOf((await take({ engine })).finish)
      mustBe('lanes when it is over', await answerOf(engine.lanes), [])
      mustBe('what became of it', await answerOf(engine.submit([jobOf(1)])), [{ id: idOf(1), isNew: true }])
      const { deliveries, losses } = await take({ engine })
      mustBe('deliveries and losses', [deliveries, losses], [1, 0])
    },
  },
  {
    name: 'three hundred jobs that are submitted at once are taken first come, first taken',
    holds: async ({ engine }) => {
      const jobs = Array.from({ length: 300 }, (_, i) => jobOf(i))
      const ids = jobs.map(({ id }) => id)
      const admitted = await answerOf(engine.submit(jobs))
      mustBe(
        'what became of them',
        admitted.map(({ id, isNew }) => (isNew ? id : '')),
        ids,
      )
      mustBe('lanes', await answerOf(engine.lanes), [countOf(300)])
      const first = await Promise.all(Array.from({ length: 20 }, () => take({ engine })))
      mustBe('taken at once', first.map(({ job }) => job.id).toSorted(), ids.slice(0, 20))
      const then: string[] = []
      for (let i = 20; i < 60; i++) then.push((await take({ engine })).job.id)
      mustBe('taken one by one', then, ids.slice(20, 60))
      mustBe('lanes', await answerOf(engine.lanes), [countOf(240, 60)])
    },
  },
  {
    name: 'lanes keep apart what differs in anything, whatever their names are',
    holds: async ({ engine, another }) => {
      // the same job in every lane: it is in each
      const admitted = await answerOf(engine.submit(strangeLanes.map((lane) => jobOf(1, lane))))
      mustBe(
        'what is new',
        admitted.map(({ isNew }) => isNew),
        strangeLanes.map(() => true),
      )
      const other = await another()
      const texts = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).toSorted()
      const counts = strangeLanes.map((lane) => countOf(1, 0, 0, lane))
      mustBe('lanes', texts(await answerOf(other.lanes)), texts(counts))
      for (const lane of strangeLanes) mustBe('the job', (await take({ engine: other }, lane)).job, jobOf(1, lane))
    },
  },
]
