import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { fault } from '@sigmastream/render-thread/wire'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { expect, it } from 'vitest'
import { FaultAnswer } from '../src/api/fault-answer.js'
import { Render, RenderList } from '../src/api/render.js'
import { studioApp } from '../src/http/app.js'
import { openRoom } from '../src/room/open-room.js'
import { threadLine } from '../src/room/thread-line.js'
import { quickSteps, quickThread } from './quick-thread.js'
import { orThrow, scratch } from './support.js'

const folder = scratch()
const mostWaiting = 2
const sound = {
  id: 'a'.repeat(64),
  name: 'x.wav',
  bytes: 9,
  seconds: 1,
  sampleRate: 9,
  channels: 1,
  samples: 9,
  format: 'WAV',
  recipe: null,
}

/** A server in this process on a quick model, whose data lies in a folder. */
const serverOn = async (at: string) => {
  const quick = quickThread()
  const none = async () => E.left(fault('x', 'x', 'x'))
  const sounds = {
    get: (id: string) => (id === sound.id ? sound : undefined),
    all: () => [sound],
    path: (id: string) => join(at, id),
    add: none,
    remove: async () => undefined,
  }
  const shelf = { sounds, models: [], availableMemory: () => 1e9 }
  const room = await openRoom({
    folder: at,
    shelf,
    check: async () => E.right(undefined),
    openLine: threadLine([quick.thread]),
    mostWaiting,
    mostBytes: 1e9,
    now: () => new Date(0),
  })
  const studio = { room, shelf, errands: quickThread().thread, limits: { sound: 100, json: 2000, errands: 1 } }
  const app = studioApp(studio, { host: '127.0.0.1', port: 4774, token: null }, () => undefined)
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    Promise.resolve(app.request(path, { ...init, headers: { host: '127.0.0.1:4774', ...init.headers } }))
  return { ...quick, room, ask }
}

type State = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

/** What a render is in the model; `told` is how much of it the quick model has said. */
interface Modelled {
  readonly state: State
  readonly told: number
  /** Whether it was prepared since it was asked for, which is remembered over a restart. */
  readonly prepared: boolean
  /** The names of its events but those of its state. */
  readonly events: readonly string[]
}

/** Renders by their seeds, those that wait in their order. */
interface Model {
  renders: ReadonlyMap<number, Modelled>
  queue: readonly number[]
}

/** The server, the ids of its renders, and the last event that was ever read of each. */
interface Real {
  readonly folder: string
  server: Awaited<ReturnType<typeof serverOn>>
  readonly ids: Map<number, string>
  readonly read: Map<number, number>
}

const recipeText = (seed: number): string => JSON.stringify({ command: 'vary', inputHash: sound.id, seed })
const post = ({ server }: Real, seed: number): Promise<Response> =>
  server.ask('/v1/renders', { method: 'POST', body: recipeText(seed) })

const put = (model: Model, seed: number, change: Partial<Modelled>): void => {
  const old = model.renders.get(seed) ?? { state: 'waiting', told: 0, prepared: false, events: [] }
  model.renders = new Map([...model.renders, [seed, { ...old, ...change }]])
}

const runningIn = ({ renders }: Model): number | undefined =>
  [...renders].find(([, { state }]) => state === 'running')?.[0]

/** The next in turn runs where none does. */
const turn = (model: Model): void => {
  const [next, ...others] = model.queue
  if (next === undefined || runningIn(model) !== undefined) return
  model.queue = others
  put(model, next, { state: 'running' })
}

const isOver = (state: State | undefined): boolean => state === 'done' || state === 'failed' || state === 'cancelled'

/** Adds a render to the model, and says with which status that is answered. */
const add = (model: Model, seed: number): number => {
  const there = model.renders.get(seed)
  if (there !== undefined && there.state !== 'failed' && there.state !== 'cancelled') return 200
  if (model.queue.length >= mostWaiting) return 429
  put(model, seed, { state: 'waiting', told: 0, prepared: false, events: [] })
  model.queue = [...model.queue, seed]
  turn(model)
  return 201
}

const end = (model: Model, seed: number, state: State): void => {
  put(model, seed, { state, events: [...(model.renders.get(seed)?.events ?? []), state] })
  turn(model)
}

/** What the server tells of its renders, by seed. */
const toldBy = async ({ server }: Real) => {
  const { renders } = orThrow(RenderList.decode(await (await server.ask('/v1/renders')).json()))
  return renders.map(({ recipe: { seed }, state, place }) => [seed, state, place] as const).toSorted()
}

const toldOf = ({ renders, queue }: Model) =>
  [...renders]
    .map(([seed, { state }]) => [seed, state, state === 'waiting' ? queue.indexOf(seed) : null] as const)
    .toSorted()

/** Milliseconds that what the server writes may take: a disk that others write to keeps it waiting for seconds. */
const patience = 20_000

/** Looks until the server is where the model is, for as long as what it writes may take. */
const settle = async (model: Model, real: Real): Promise<void> => {
  const isThere = async (): Promise<boolean> =>
    JSON.stringify(await toldBy(real)) === JSON.stringify(toldOf(model)) &&
    real.server.isBusy() === (runningIn(model) !== undefined)
  const until = performance.now() + patience
  while (!(await isThere()) && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 1))
  expect(await toldBy(real)).toEqual(toldOf(model))
}

/** The events that are there after an id, read until there are so many or the stream ends. */
const eventsAfter = async (real: Real, id: string, after: number, isLast: (name: string) => boolean) => {
  const answer = await real.server.ask(`/v1/renders/${id}/events`, { headers: { 'last-event-id': String(after) } })
  expect(answer.status).toBe(200)
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  const events: { readonly id: number; readonly name: string }[] = []
  for (;;) {
    const { value } = (await reader?.read()) ?? {}
    const [, number = '', name = ''] = /^id: (\d+)\nevent: (\w+)\n/.exec(value ?? '') ?? []
    if (value === undefined) break
    events.push({ id: Number(number), name })
    if (isLast(name)) break
  }
  await reader?.cancel()
  return events
}

type Command = fc.AsyncCommand<Model, Real>
const command = (
  name: string,
  run: (model: Model, real: Real) => Promise<void>,
  check: (model: Readonly<Model>) => boolean = () => true,
): Command => ({
  check,
  run: async (model, real) => {
    await run(model, real)
    await settle(model, real)
  },
  toString: () => name,
})

/** A render that begins again has higher ids than anyone has read of it: who comes back with such a one misses nothing. */
const beginsAnew = async (seed: number, real: Real): Promise<void> => {
  const read = real.read.get(seed)
  if (read === undefined) return
  const [first] = await eventsAfter(real, real.ids.get(seed) ?? '', 0, () => true)
  expect(first?.id).toBeGreaterThan(read)
}

const created = async (answer: Response, seed: number, real: Real): Promise<void> => {
  if (answer.status === 429) {
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(FaultAnswer.is(await answer.json())).toBe(true)
    return
  }
  const { id } = orThrow(Render.decode(await answer.json()))
  expect(real.ids.get(seed) ?? id).toBe(id)
  real.ids.set(seed, id)
  if (answer.status === 201) await beginsAnew(seed, real)
}

const create = (seed: number): Command =>
  command(`create ${seed}`, async (model, real) => {
    const answer = await post(real, seed)
    expect(answer.status).toBe(add(model, seed))
    await created(answer, seed, real)
  })

/** Several at once: as if they had come one after the other, in some order. */
const createAtOnce = (seeds: readonly number[]): Command =>
  command(`create ${seeds.join()} at once`, async (model, real) => {
    const answers = await Promise.all(seeds.map((seed) => post(real, seed)))
    expect(answers.map(({ status }) => status)).toEqual(seeds.map((seed) => add(model, seed)))
    for (const [i, answer] of answers.entries()) await created(answer, seeds[i] ?? 0, real)
  })

const remove = (seed: number): Command =>
  command(`remove ${seed}`, async (model, real) => {
    const there = model.renders.get(seed)
    const id = real.ids.get(seed) ?? 'b'.repeat(64)
    const { status } = await real.server.ask(`/v1/renders/${id}`, { method: 'DELETE' })
    expect(status).toBe(there === undefined ? 404 : isOver(there.state) ? 204 : 200)
    if (there === undefined) return
    model.queue = model.queue.filter((other) => other !== seed)
    if (!isOver(there.state)) return end(model, seed, 'cancelled')
    model.renders = new Map([...model.renders].filter(([other]) => other !== seed))
    real.read.delete(seed)
  })

const advance = command(
  'advance',
  async (model, real) => {
    const seed = runningIn(model) ?? 0
    const { told = 0, events = [] } = model.renders.get(seed) ?? {}
    real.server.advance()
    if (told > quickSteps) return end(model, seed, 'done')
    put(model, seed, { told: told + 1, prepared: true, events: [...events, told === 0 ? 'prepared' : 'step'] })
  },
  (model) => runningIn(model) !== undefined,
)

const fail = command(
  'fail',
  async (model, real) => {
    real.server.fail()
    end(model, runningIn(model) ?? 0, 'failed')
  },
  (model) => runningIn(model) !== undefined,
)

/** All events are those of the model, their ids rise, and whoever comes back after any of them gets exactly the rest. */
const replay = (seed: number, at: number): Command =>
  command(
    `replay ${seed}`,
    async (model, real) => {
      const { state = 'waiting', events = [] } = model.renders.get(seed) ?? {}
      const id = real.ids.get(seed) ?? ''
      const names = ['state', ...events]
      const last = names.at(-1)
      let count = 0
      const isLast = (name: string): boolean =>
        !isOver(state) && name === last && (name !== 'step' || ++count === names.filter((one) => one === 'step').length)
      const all = await eventsAfter(real, id, 0, isLast)
      expect(all.map(({ name }) => name).filter((name) => name !== 'state')).toEqual(events)
      expect(all.every((event, i) => event.id > (all[i - 1]?.id ?? 0))).toBe(true)
      const from = Math.min(at, Math.max(0, all.length - 2))
      count = all.slice(0, from + 1).filter(({ name }) => name === 'step').length
      if (all.length > 1) expect(await eventsAfter(real, id, all[from]?.id ?? 0, isLast)).toEqual(all.slice(from + 1))
      real.read.set(seed, all.at(-1)?.id ?? 0)
    },
    ({ renders }) => renders.has(seed),
  )

const restart = command('restart', async (model, real) => {
  await real.server.room.close()
  real.server = await serverOn(real.folder)
  const running = runningIn(model)
  const begun = [...(running === undefined ? [] : [running]), ...model.queue]
  for (const [seed, { state, prepared }] of model.renders) {
    const events = isOver(state) ? [...(prepared ? ['prepared'] : []), state] : []
    put(model, seed, { state: isOver(state) ? state : 'waiting', told: 0, events })
  }
  model.queue = begun
  turn(model)
  for (const seed of begun) await beginsAnew(seed, real)
})

const malformed: readonly (readonly [path: string, init: RequestInit, status: number])[] = [
  ['/v1/renders', { method: 'POST', body: '{' }, 400],
  ['/v1/renders', { method: 'POST', body: '' }, 400],
  ['/v1/renders', { method: 'POST', body: 'null' }, 400],
  ['/v1/renders', { method: 'POST', body: '{"command":"vary","steps":0}' }, 400],
  ['/v1/renders', { method: 'POST', body: `${'['.repeat(900)}${']'.repeat(900)}` }, 400],
  ['/v1/renders', { method: 'POST', body: ' '.repeat(2001) }, 413],
  ['/v1/renders', { method: 'POST', body: new Uint8Array([0xff, 0xfe]) }, 400],
  ['/v1/renders', { method: 'PUT' }, 405],
  ['/v1/renders/..%2f..%2fetc', {}, 404],
  ['/v1/renders/%E0%A4%A', {}, 404],
  [`/v1/renders/${'g'.repeat(64)}`, { method: 'DELETE' }, 404],
  [`/v1/renders/${'b'.repeat(64)}/frames/-1`, {}, 404],
  ['/v1/renders', { headers: { host: 'evil.example' } }, 403],
  ['/v1/renders', { method: 'POST', body: recipeText(1), headers: { origin: 'https://evil.example' } }, 403],
  ['/v1/renders', { method: 'POST', body: recipeText(1), headers: { origin: 'null' } }, 403],
]

/** What is wrong is refused in the one form of errors, and changes nothing. */
const refuse = ([path, init, status]: (typeof malformed)[number]): Command =>
  command(`refuse ${init.method ?? 'GET'} ${path}`, async (_, { server }) => {
    const answer = await server.ask(path, init)
    expect(answer.status).toBe(status)
    const body: unknown = await answer.json()
    expect(FaultAnswer.is(body)).toBe(true)
    expect(JSON.stringify(body)).not.toMatch(/\bat \S+:\d+|node_modules/)
  })

const seeds = fc.integer({ min: 1, max: 4 })
const commands = [
  seeds.map(create),
  fc.array(seeds, { minLength: 2, maxLength: 5 }).map(createAtOnce),
  seeds.map(remove),
  fc.constant(advance),
  fc.constant(advance),
  fc.constant(advance),
  fc.constant(fail),
  fc.tuple(seeds, fc.nat(6)).map(([seed, at]) => replay(seed, at)),
  fc.constant(restart),
  fc.constantFrom(...malformed).map(refuse),
]

it('whatever is asked, in whatever order, the server is where its model is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 40, size: 'max' }), async (all) => {
      const at = mkdtempSync(join(folder, 'room-'))
      const real: Real = { folder: at, server: await serverOn(at), ids: new Map(), read: new Map() }
      await fc.asyncModelRun(() => ({ model: { renders: new Map(), queue: [] }, real }), all)
      await real.server.room.close()
    }),
    { numRuns: 10 },
  )
}, 180_000)
