import { EMPTY, filter, firstValueFrom, of } from 'rxjs'
import { expect, it, onTestFinished } from 'vitest'
import { apiBy } from '../src/api/api.js'
import { make, pauseOrGoOn, setPace } from '../src/effects/makings.js'
import { openSound } from '../src/effects/open-sound.js'
import { openRoom, type Room, type Surroundings } from '../src/effects/room.js'
import type { Shelf } from '../src/state/keep.js'
import type { Studio } from '../src/state/studio.js'
import { takeOf } from '../src/state/takes.js'
import { type FakeServer, fakeServer } from './fake-server.js'
import { render as filled, hashOf, result, sound } from './things.js'

const shelfOf = (): Shelf => {
  const kept = new Map<string, string>()
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) }
}

const roomAt = (server: FakeServer, shelf: Shelf = shelfOf(), say: Surroundings['say'] = () => EMPTY): Room => {
  const { fetch, openEvents } = server
  const room = openRoom({ api: apiBy(fetch), openEvents, say, shelf, drawSeed: () => 7 })
  onTestFinished(room.close)
  return room
}

const until = (room: Room, is: (studio: Studio) => boolean): Promise<Studio> =>
  firstValueFrom(room.studio.pipe(filter(is)))

it('a sound is opened, marked and filled, and the take is there when the page is loaded again', async () => {
  const [server, shelf] = [fakeServer(), shelfOf()]
  const room = roomAt(server, shelf)
  await until(room, ({ line }) => line === 'there')
  await openSound(room, 'tabla.flac', new Blob(['sound']))
  room.act({ _tag: 'Dragged', stretches: [{ from: 3, to: 4 }] })
  await make(room)
  const [take] = room.studio.value.takes
  const id = String(take?.render.id)
  expect(take?.render.recipe).toMatchObject({ command: 'inpaint', inputHash: sound.id, regions: [{ from: 3, to: 4 }] })
  server.tell(id, 'state', 1, { state: 'running', place: null, error: null })
  server.tell(id, 'done', 2, { result })
  expect(room.studio.value.takes[0]?.render.state).toBe('done')
  expect(room.studio.value.hearing.b).toEqual({ _tag: 'Result', id })
  await new Promise((resolve) => setTimeout(resolve, 250))
  room.close()

  const again = await until(roomAt(server, shelf), ({ line }) => line === 'there')
  expect(again.desk.now.sound).toEqual(sound)
  expect(again.desk.now.request.regions).toEqual([{ from: 3, to: 4 }])
  expect(again.takes.map(({ render }) => render.id)).toEqual([id])
})

it('a take is slowed over its live line, and what the server cannot do with it is shown', async () => {
  const said: unknown[] = []
  const fault = { code: 'made-by-farm', message: 'the farm makes it', right: 'let it run' }
  const room = roomAt(fakeServer(), shelfOf(), (id, request) => {
    said.push([id, request])
    return request.type === 'pause' ? of(fault) : EMPTY
  })
  const take = takeOf(filled)
  setPace(room, take, 2)
  expect(room.studio.value.problem).toBeNull()
  pauseOrGoOn(room, take)
  expect(said).toEqual([
    [filled.id, { type: 'pace', seconds: 2 }],
    [filled.id, { type: 'pause' }],
  ])
  expect(room.studio.value.problem).toMatchObject({ _tag: 'Refusal', fault })
})

it('a server that is lost is said, asked again, and what it did meanwhile is there', async () => {
  const server = fakeServer()
  const room = roomAt(server)
  await until(room, ({ line }) => line === 'there')
  server.isGone = true
  await openSound(room, 'tabla.flac', new Blob(['sound']))
  expect(room.studio.value).toMatchObject({ line: 'lost', problem: { _tag: 'Unreachable' } })
  server.isGone = false
  await server.fetch('/v1/renders', { method: 'POST', body: JSON.stringify({ command: 'vary', inputHash: sound.id }) })
  const found = await until(room, ({ line }) => line === 'there')
  expect(found.problem).toBeNull()
  expect(found.takes.map(({ render }) => render.id)).toEqual([hashOf(100)])
})

it('what the server refuses is shown in its words', async () => {
  const room = roomAt(fakeServer())
  await until(room, ({ line }) => line === 'there')
  await room.attempt(room.api.render(hashOf(1)))
  const error = { _tag: 'Refusal', status: 404, fault: { message: 'There is no such thing here' } }
  expect(room.studio.value.problem).toMatchObject(error)
})

it('a file that was made here brings its recording, what was asked of it, and its take', async () => {
  const server = fakeServer()
  const fetch: typeof server.fetch = async (path, init) => {
    if (!path.startsWith('/v1/sounds?')) return server.fetch(path, init)
    const recipe = { command: 'vary', amount: 0.3, input: sound.name, inputHash: sound.id, seed: 9, steps: 12 }
    return new Response(JSON.stringify({ ...sound, id: hashOf(50), name: 'varied.wav', recipe }))
  }
  const room = roomAt({ ...server, fetch })
  await until(room, ({ line }) => line === 'there')
  await openSound(room, 'varied.wav', new Blob(['sound']))
  const { desk, takes, chosen } = room.studio.value
  expect(desk.now.sound?.id).toBe(sound.id)
  expect(desk.now.request).toMatchObject({ task: 'vary', knobs: { vary: 0.3 }, more: { seed: 9, steps: 12 } })
  expect(takes[0]?.render.recipe).toMatchObject({ command: 'vary', seed: 9 })
  expect(chosen).toBe(takes[0]?.render.id)
})

it('a file whose recording is not here is opened itself, and that is said', async () => {
  const server = fakeServer()
  const fetch: typeof server.fetch = async (path, init) => {
    if (!path.startsWith('/v1/sounds?')) return server.fetch(path, init)
    const recipe = { command: 'vary', input: 'gone.wav', inputHash: hashOf(77) }
    return new Response(JSON.stringify({ ...sound, id: hashOf(50), recipe }))
  }
  const room = roomAt({ ...server, fetch })
  await until(room, ({ line }) => line === 'there')
  await openSound(room, 'varied.wav', new Blob(['sound']))
  expect(room.studio.value.desk.now.sound?.id).toBe(hashOf(50))
  expect(room.studio.value.problem).toEqual({ _tag: 'OriginalMissing', name: 'gone.wav' })
})
