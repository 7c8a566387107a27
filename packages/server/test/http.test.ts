import { existsSync, readdirSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { decodeAudio, encodeWav } from '@sigmastream/audio'
import { decodeFrame } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { type StudioServer, serveStudio } from '../src/serve.js'
import { describedStatuses } from './described-statuses.js'
import { clip, orThrow, scratch, until } from './support.js'

const folder = scratch()
const built = existsSync(new URL('../../render-thread/dist/thread/main.js', import.meta.url))
const state: { server: StudioServer | null } = { server: null }
const url = (path: string): string => `${state.server?.url ?? ''}${path}`

/** A request, whose status must be one that the description of its route has. */
const ask = async (path: string, init: RequestInit): Promise<Response> => {
  const answer = await fetch(url(path), init)
  const statuses = describedStatuses(init.method ?? 'GET', `/${path.split('?')[0] ?? ''}`)
  if (statuses !== null) expect([...statuses, 304], `${init.method ?? 'GET'} ${path}`).toContain(answer.status)
  return answer
}

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> => ask(path, { headers })
const post = (path: string, body: unknown): Promise<Response> =>
  ask(path, { method: 'POST', body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body) })

const jsonOf = async (answer: Response | Promise<Response>) => JSON.parse(await (await answer).text())

/** A request whose headers a browser would not let anyone choose. */
const raw = (method: string, path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(url(path), { method, headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    sent.once('error', reject)
    sent.end()
  })

const take = clip(0.5)
const sampling = { steps: 4, seed: 7 }
const made: { sound: string; vary: string } = { sound: '', vary: '' }
const vary = (more: object = {}) => ({ command: 'vary', amount: 0.9, inputHash: made.sound, ...sampling, ...more })

/** A render that is done. */
const done = async (recipe: object): Promise<string> => {
  const { id } = await jsonOf(post('v1/renders', recipe))
  await (await get(`v1/renders/${id}/events`)).text()
  return id
}

describe(
  'the studio over HTTP',
  skippedUnless(built, 'packages/render-thread/dist is not built; npm run setup builds it'),
  () => {
    beforeAll(async () => {
      state.server = orThrow(await serveStudio({ folder: join(folder, 'studio'), port: 0 })())
      made.sound = (await jsonOf(post('v1/sounds?name=take.wav', take))).id
      made.vary = await done(vary())
    })
    afterAll(() => state.server?.close())

    describe('sounds', () => {
      it('are kept by what is in them: the same again is the same sound', async () => {
        const again = await post('v1/sounds?name=other.wav', take)
        expect(again.status).toBe(200)
        expect(await again.json()).toEqual({
          id: made.sound,
          name: 'take.wav',
          bytes: take.length,
          seconds: 0.5,
          sampleRate: 4000,
          channels: 1,
          samples: 2000,
          format: 'WAV',
          recipe: null,
        })
        const data = await get(`v1/sounds/${made.sound}/data`)
        expect(data.headers.get('etag')).toBe(`"${made.sound}"`)
        expect(new Uint8Array(await data.arrayBuffer())).toEqual(take)
      })

      it('have names that are no paths', async () => {
        const named = await jsonOf(post(`v1/sounds?name=${encodeURIComponent('../../..\\up/a b.wav')}`, clip(0.1)))
        expect(named.name).toBe('a b.wav')
        expect(readdirSync(folder)).toEqual(['studio'])
      })

      it('are sound: anything else is refused, and nothing of it stays', async () => {
        const before = readdirSync(join(folder, 'studio', 'sounds'))
        const refused = await post('v1/sounds?name=x.wav', new TextEncoder().encode('no sound'))
        expect(refused.status).toBe(422)
        expect(await refused.json()).toMatchObject({
          error: { message: expect.stringContaining('x.wav'), right: 'give WAV, FLAC, MP3 or Ogg' },
        })
        expect((await post('v1/sounds', new Uint8Array())).status).toBe(400)
        expect(readdirSync(join(folder, 'studio', 'sounds'))).toEqual(before)
      })

      it('that were made here say how, and can be made again', async () => {
        const result = new Uint8Array(await (await get(`v1/renders/${made.vary}/result`)).arrayBuffer())
        const sound = await jsonOf(post('v1/sounds?name=made.wav', result))
        expect(sound.recipe).toMatchObject({ command: 'vary', seed: 7, inputHash: made.sound })
      })
    })

    describe('a render', () => {
      it('tells what happens in order, each with an id, and again from any of them', async () => {
        const text = await (await get(`v1/renders/${made.vary}/events`)).text()
        const events = [...text.matchAll(/^id: (\d+)\nevent: (\w+)\ndata: (.*)$/gm)].map(
          ([, id, event, data = '']) => ({
            id: Number(id),
            event,
            data: JSON.parse(data),
          }),
        )
        const names = events.map(({ event }) => event).filter((event) => event !== 'preview')
        expect(names).toEqual(['state', 'state', 'prepared', 'step', 'step', 'step', 'step', 'state', 'done'])
        expect(events.map(({ id }) => id)).toEqual(events.map((_, i) => i + 1))
        expect(events.find(({ event }) => event === 'prepared')?.data).toMatchObject({
          steps: 4,
          calls: 4,
          chain: expect.arrayContaining(['denoise']),
        })
        const steps = events.filter(({ event }) => event === 'step').map(({ data }) => data)
        expect(steps.map(({ index, done: share }) => [index, share])).toEqual([
          [0, 0.25],
          [1, 0.5],
          [2, 0.75],
          [3, 1],
        ])
        expect(steps.slice(1).map(({ sigma }) => sigma)).toEqual(steps.slice(0, -1).map(({ next }) => next))
        const rest = await (
          await get(`v1/renders/${made.vary}/events`, { 'last-event-id': String(events.length - 1) })
        ).text()
        expect(rest).toMatch(new RegExp(`^id: ${events.length}\nevent: done\n`))
        const [preview] = events.filter(({ event }) => event === 'preview')
        const sound = new Uint8Array(await (await get(preview?.data.href.slice(1))).arrayBuffer())
        const heard = orThrow(await decodeAudio(sound, 'preview')())
        expect(heard.channels[0]).toHaveLength(2000)
      })

      it('is the same again for the same recipe, as the file that it made has it too', async () => {
        const again = await post('v1/renders', vary())
        expect([again.status, (await jsonOf(again)).id]).toEqual([200, made.vary])
        const { whole } = await jsonOf(get(`v1/renders/${made.vary}`))
        expect(whole).toMatchObject({ ...vary(), sampler: expect.any(String), schedule: expect.any(String) })
      })

      it('is the same where what is usual of its task is left out, and where it is said', async () => {
        const written = { command: 'inpaint', inputHash: made.sound, regions: [{ from: 0.2, to: 0.25 }], ...sampling }
        const { id, recipe } = await jsonOf(post('v1/renders', written))
        expect(recipe).toMatchObject({ feather: 0, paintStart: null, paintEnd: null })
        const whole = { ...written, feather: 0, paintStart: null, paintEnd: null }
        expect((await jsonOf(post('v1/renders', whole))).id).toBe(id)
        const { chain } = await jsonOf(post('v1/explain', written))
        expect(chain).toEqual((await jsonOf(post('v1/explain', whole))).chain)
        expect(chain).toContain('maskProject')
        await (await get(`v1/renders/${id}/events`)).text()
        expect(await jsonOf(get(`v1/renders/${id}`))).toMatchObject({ state: 'done', error: null })
      })

      it('has its result as WAV and FLAC, whole or in part, and its picture and frames', async () => {
        const wav = await get(`v1/renders/${made.vary}/result`)
        const bytes = new Uint8Array(await wav.arrayBuffer())
        expect(wav.headers.get('content-type')).toBe('audio/wav')
        const part = await get(`v1/renders/${made.vary}/result`, { range: 'bytes=8-11' })
        expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
          206,
          `bytes 8-11/${bytes.length}`,
          'WAVE',
        ])
        expect((await get(`v1/renders/${made.vary}/result`, { range: 'bytes=9999999-' })).status).toBe(416)
        const flac = new Uint8Array(await (await get(`v1/renders/${made.vary}/result?format=flac`)).arrayBuffer())
        const [one, two] = [orThrow(await decodeAudio(bytes, 'a.wav')()), orThrow(await decodeAudio(flac, 'a.flac')())]
        expect(two.channels).toEqual(one.channels)
        const picture = new Uint8Array(await (await get(`v1/renders/${made.vary}/picture`)).arrayBuffer())
        expect(Buffer.from(picture.slice(1, 4)).toString()).toBe('PNG')
        const { frames } = await jsonOf(get(`v1/renders/${made.vary}/frames`))
        expect(frames).toEqual([1, 2, 3, 4])
        const frame = new Uint8Array(await (await get(`v1/renders/${made.vary}/frames/2`)).arrayBuffer())
        expect(orThrow(decodeFrame(frame, 'frame')).at.index).toBe(1)
        expect((await get(`v1/renders/${made.vary}/result?format=mp3`)).status).toBe(400)
      })

      it('says what of the recording its file does not hold', async () => {
        const samples = Float32Array.from(
          { length: 800 },
          (_, n) => 0.5 * Math.sin(0.3 * n) + 0.2 * Math.sin(0.011 * n * n),
        )
        const fine = orThrow(encodeWav({ sampleRate: 4000, channels: [samples] }, 'float32'))
        const { id: inputHash } = await jsonOf(post('v1/sounds?name=fine.wav', fine))
        const id = await done(vary({ inputHash, encoding: 'pcm16', steps: 1 }))
        expect((await jsonOf(get(`v1/renders/${id}`))).notes).toContainEqual(
          'result.wav holds 16 bits, and the recording has floats of 32 bits: its samples are rounded',
        )
      })

      it('that cannot be made is refused, in the words of its fields, and is not queued', async () => {
        const before = await jsonOf(get('v1/renders'))
        const gap = { command: 'inpaint', feather: 0.01, paintStart: null, paintEnd: null, inputHash: made.sound }
        const wrong = [
          [vary({ sampler: 'euler', forks: '3@12' }), 'forks'],
          [{ ...gap, ...sampling, regions: [{ from: 0.1, to: 9 }] }, '0.5'],
        ] as const
        for (const [recipe, why] of wrong) {
          const refused = await post('v1/renders', recipe)
          expect([refused.status, (await jsonOf(refused)).error]).toEqual([
            422,
            { code: 'bad-recipe', message: expect.stringContaining(why), right: expect.any(String) },
          ])
        }
        expect(await jsonOf(get('v1/renders'))).toEqual(before)
      })

      it('has no result before it is done', async () => {
        const { id } = await jsonOf(post('v1/renders', vary({ steps: 200, seed: 31 })))
        expect((await get(`v1/renders/${id}/result`)).status).toBe(409)
        await ask(`v1/renders/${id}`, { method: 'DELETE' })
        expect((await get(`v1/renders/${id}/result`)).status).toBe(409)
      })

      it('is held, slowed, ended and forked from a page, while it runs', async () => {
        const { id } = await jsonOf(post('v1/renders', vary({ steps: 30, seed: 8 })))
        const socket = new WebSocket(url(`v1/live/${id}`).replace('http', 'ws'))
        // listened for from the beginning: it may be closed before anyone looks
        const closed = new Promise((resolve) => socket.once('close', resolve))
        const said: { readonly type: string; readonly state?: string }[] = []
        const heard: Buffer[] = []
        socket.on('message', (data: Buffer, isBinary) =>
          isBinary ? heard.push(data) : said.push(JSON.parse(String(data))),
        )
        await until(() => said.length > 0)
        socket.send('{"type":"dance"}')
        socket.send('{"type":"pace","seconds":0.1}')
        await until(async () => (await jsonOf(get(`v1/renders/${id}`))).done > 0)
        // before it is paused: a run that is held before its first preview makes none
        await until(() => heard.length > 0)
        socket.send('{"type":"pause"}')
        await until(() => said.some(({ state: at }) => at === 'paused'))
        const { done: paused } = await jsonOf(get(`v1/renders/${id}`))
        expect(paused).toBeLessThan(30)
        socket.send('{"type":"fork","at":1,"seed":3}')
        socket.send('{"type":"stop"}')
        await until(() => said.filter(({ type }) => type === 'render').length === 2)
        await closed
        expect(said[1]).toMatchObject({ type: 'error', error: { code: 'bad-request' } })
        const header = JSON.parse(String(heard[0]?.subarray(0, heard[0].indexOf('\n'))))
        expect(header).toMatchObject({
          type: 'preview',
          bytes: (heard[0]?.length ?? 0) - (heard[0]?.indexOf('\n') ?? 0) - 1,
        })
        expect(await jsonOf(get(`v1/renders/${id}`))).toMatchObject({ state: 'cancelled' })
      })

      it('that is over is removed with its files, and cancelled before that', async () => {
        const id = await done(vary({ steps: 1, seed: 9 }))
        const path = join(folder, 'studio', 'renders', id)
        expect(existsSync(path)).toBe(true)
        expect((await fetch(url(`v1/renders/${id}`), { method: 'DELETE' })).status).toBe(204)
        expect(existsSync(path)).toBe(false)
        expect((await fetch(url(`v1/renders/${id}`), { method: 'DELETE' })).status).toBe(404)
      })

      it('ends within a call of the model where it is cancelled, and is run again where it is asked for again', async () => {
        const { id } = await jsonOf(post('v1/renders', vary({ steps: 200, seed: 10 })))
        await until(async () => (await jsonOf(get(`v1/renders/${id}`))).done > 0)
        const events = get(`v1/renders/${id}/events`).then((answer) => answer.text())
        const cancelled = await fetch(url(`v1/renders/${id}`), { method: 'DELETE' })
        expect(await cancelled.json()).toMatchObject({ state: 'cancelled' })
        expect(await events).toMatch(/event: cancelled\ndata: \{\}\n\n$/)
        const after = await done(vary({ steps: 1, seed: 11 })) // the room is free
        expect(await jsonOf(get(`v1/renders/${after}`))).toMatchObject({ state: 'done' })
      })
    })

    it('explains a recipe, and lists samplers, schedules and models', async () => {
      expect(await jsonOf(post('v1/explain', vary()))).toMatchObject({
        recipe: { steps: 4 },
        calls: 4,
        sigmas: expect.any(Array),
        lines: expect.arrayContaining([expect.stringMatching(/^chain {6}denoise/)]),
      })
      expect((await jsonOf(get('v1/samplers'))).samplers).toContainEqual(
        expect.objectContaining({ name: 'euler', stochastic: false }),
      )
      expect((await jsonOf(get('v1/schedules'))).schedules).toContainEqual({ name: 'vp', takes: [] })
      expect((await jsonOf(get('v1/models'))).data).toMatchObject([{ id: 'exemplar', object: 'model', text: false }])
    })

    it('says in the shape of others that no model here takes a prompt', async () => {
      const answer = await post('v1/audio/generate', { input: 'rain' })
      expect([answer.status, await answer.json()]).toEqual([
        404,
        {
          error: {
            message: expect.stringContaining('no model here'),
            type: 'invalid_request_error',
            param: 'model',
            code: 'no-such-model',
          },
        },
      ])
    })

    it.each([
      ['GET', 'nothing', 404, 'not-found'],
      ['GET', 'v1/renders/nothing', 404, 'not-found'],
      ['GET', `v1/renders/${'0'.repeat(64)}`, 404, 'no-such-render'],
      ['GET', `v1/renders/${'0'.repeat(64)}/events`, 404, 'no-such-render'],
      ['GET', `v1/sounds/${'0'.repeat(64)}/data`, 404, 'no-such-sound'],
      ['PUT', 'v1/renders', 405, 'wrong-method'],
      ['GET', '..%2f..%2fetc/passwd', 404, 'not-found'],
      ['GET', '%', 404, 'not-found'],
    ])('%s %s is answered with %i', async (method, path, status, code) => {
      const answer = await fetch(url(path), { method })
      expect(answer.status).toBe(status)
      expect(await answer.json()).toEqual({ error: { code, message: expect.any(String), right: expect.any(String) } })
      expect(answer.headers.get('allow')).toBe(status === 405 ? 'GET, HEAD, POST' : null)
    })

    it.each([
      ['{', 'bad-json'],
      ['[1]', 'bad-request'],
      [`{"command":"vary","x":${'['.repeat(200)}${']'.repeat(200)}}`, 'bad-json'],
      ['{"command":"vary","command":"loop"}', 'bad-json'],
      ['{"command":"dance"}', 'bad-request'],
      ['{"command":"vary","seed":-1}', 'bad-request'],
      ['{"command":"vary","amount":1e999}', 'bad-json'],
      ['', 'bad-json'],
    ])('a recipe that is %j is refused', async (body, code) => {
      const answer = await fetch(url('v1/renders'), { method: 'POST', body })
      expect([answer.status, (await jsonOf(answer)).error.code]).toEqual([400, code])
    })

    it('takes in no more than it must', async () => {
      const answer = await fetch(url('v1/renders'), { method: 'POST', body: 'x'.repeat(2 ** 20 + 1) })
      expect([answer.status, (await jsonOf(answer)).error.code]).toEqual([413, 'too-large'])
    })

    it('answers no other host, no page of another site, and says so to a socket too', async () => {
      expect(await raw('GET', 'v1/models', { host: 'evil.example' })).toBe(403)
      expect(await raw('POST', 'v1/renders', { origin: 'http://evil.example' })).toBe(403)
      const socket = new WebSocket(url(`v1/live/${made.vary}`).replace('http', 'ws'), { origin: 'http://evil.example' })
      const refused = await new Promise<string>((resolve) => socket.once('error', ({ message }) => resolve(message)))
      expect(refused).toContain('403')
    })

    it('lets nobody from elsewhere without a token, and opens a page with it', async () => {
      const open = await serveStudio({ folder: join(folder, 'open'), port: 0, host: '0.0.0.0' })()
      expect(open).toMatchObject({ left: { code: 'no-token' } })
      const guarded = orThrow(await serveStudio({ folder: join(folder, 'guarded'), port: 0, token: 's e' })())
      expect((await fetch(`${guarded.url}v1/models`)).status).toBe(401)
      expect((await fetch(`${guarded.url}v1/models`, { headers: { authorization: 'Bearer s e' } })).status).toBe(200)
      const opened = await fetch(`${guarded.url}?token=s%20e`, { redirect: 'manual' })
      expect(opened.status).toBe(303)
      const [cookie = ''] = (opened.headers.get('set-cookie') ?? '').split(';')
      expect((await fetch(guarded.url, { headers: { cookie } })).status).toBe(200)
      await guarded.close()
    })

    it('says when to ask again where too many wait, and lets the oldest make way where there is no room', async () => {
      const options = { folder: join(folder, 'small'), port: 0, mostWaiting: 0, mostBytes: 3000 }
      const small = orThrow(await serveStudio(options)())
      const upload = (sound: Uint8Array): Promise<Response> =>
        fetch(`${small.url}v1/sounds`, { method: 'POST', body: Buffer.from(sound) })
      expect((await upload(clip(0.5))).status).toBe(413)
      const first = await jsonOf(upload(clip(0.1)))
      const body = JSON.stringify({ command: 'vary', inputHash: first.id })
      const full = await fetch(`${small.url}v1/renders`, { method: 'POST', body })
      expect([full.status, full.headers.get('retry-after')]).toEqual([429, '10'])
      expect((await upload(clip(0.3))).status).toBe(201)
      expect((await fetch(`${small.url}v1/sounds/${first.id}`)).status).toBe(404)
      await small.close()
    })

    it('a folder that cannot be made is said, and not tried for ever', async () => {
      // Linux: a folder in which nothing can be made, whoever asks.
      const none = await serveStudio({ folder: '/proc/studio/here', port: 0 })()
      expect(none).toMatchObject({ left: { code: 'folder', right: 'give another --folder' } })
    })

    it('says that its port is taken', async () => {
      const port = Number(new URL(url('')).port)
      const second = await serveStudio({ folder: join(folder, 'second'), port })()
      expect(E.isLeft(second) ? second.left.code : 'served').toBe('port-taken')
    })
  },
)
