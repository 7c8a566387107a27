import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { either as E } from 'fp-ts'
import { afterAll, describe, expect, it } from 'vitest'
import {
  attribute,
  constant,
  describeOnnxError,
  encodeModel,
  external,
  input,
  node,
  openSession,
  type SharedTensor,
} from '../src/index.js'
import { startThread } from '../src/thread.js'
import {
  doubling,
  everyType,
  f32,
  givenBack,
  givingBack,
  left,
  right,
  runModule,
  settings,
  withSession,
} from './support.js'

const folder = mkdtempSync(join(tmpdir(), 'sigmastream-onnx-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('openSession', () => {
  it('leaves nothing behind in the home of its user: the engine reports to nobody', () => {
    const home = mkdtempSync(join(tmpdir(), 'sigmastream-home-'))
    const script = `
      import { encodeModel, input, node, openSession } from '@sigmastream/onnx'
      const [y] = node('Neg', [input('x', 'float32', ['n'])], ['float32'])
      const session = (await openSession(encodeModel({ y }).right, { threads: 1 })()).right
      const { right } = await session.run({ x: { type: 'float32', dims: [1], data: Float32Array.of(1) } })()
      console.log(right.y.data[0])
      await session.close()`
    const env = { PATH: process.env['PATH'], HOME: home, XDG_CACHE_HOME: home }
    const { stdout, stderr } = runModule(script, { env })
    expect([stdout.trim(), stderr]).toEqual(['-1', ''])
    expect(readdirSync(home)).toEqual([])
    rmSync(home, { recursive: true })
  })

  it('loads a model and says what it takes', async () => {
    await withSession(doubling(), async (session) => {
      expect(session.inputs).toEqual(['x float32 [n]'])
      expect(right(await session.run({ x: f32([3], [1, -2, NaN]) })())['y']?.data).toEqual(Float32Array.of(2, -4, NaN))
    })
  })

  it('reads what is shared where it lies, and writes what is asked for where it is wanted, run after run', async () => {
    const shared = (values: readonly number[], room = values.length): SharedTensor => {
      const all = new Float32Array(new SharedArrayBuffer(4 * room))
      all.set(values)
      return { type: 'float32', dims: [values.length], data: all.subarray(0, values.length) }
    }
    await withSession(doubling(), async (session) => {
      for (const values of [[1, -2, NaN], [3], [4, 5, 6, 7]]) {
        const [x, y] = [shared(values, 9), shared(values.map(() => 8))]
        expect(right(await session.run({ x }, undefined, { y })())['y']?.data).toEqual(y.data)
        expect([...y.data]).toEqual(values.map((value) => 2 * value))
        expect([...x.data]).toEqual(values)
      }
      const [three, two] = [shared([1, 2, 3]), shared([9, 9])]
      const failure = async (into: Readonly<Record<string, SharedTensor>>) =>
        left(await session.run({ x: three }, undefined, into)())
      expect(await failure({ y: two })).toMatchObject({ _tag: 'RunFailed', expected: ['x float32 [n]'] })
      expect(await failure({ z: three })).toMatchObject({ _tag: 'RunFailed', message: expect.stringContaining('"z"') })
      expect([...two.data]).toEqual([9, 9])
    })
  })

  it('says fixed sizes as well, and holds whoever feeds it to them', async () => {
    const [y] = node('Neg', [input('x', 'float32', [2, 'n', 3])], ['float32'])
    await withSession(right(encodeModel({ y })), async (session) => {
      expect(session.inputs).toEqual(['x float32 [2, n, 3]'])
      const run = (dims: readonly number[]) =>
        session.run({ x: f32(dims, Array<number>(dims.reduce((count, size) => count * size)).fill(1)) })()
      expect(left(await run([3, 1, 3]))._tag).toBe('RunFailed')
      expect(right(await run([2, 1, 3]))['y']?.dims).toEqual([2, 1, 3])
    })
  })

  it.each([
    ['no bytes', new Uint8Array(0)],
    ['bytes that are no model', new Uint8Array(100).fill(7)],
    ['a truncated model', doubling().slice(0, 60)],
  ])('answers %s with a value', async (_, model) => {
    expect(left(await openSession(model, { threads: 1 })())._tag).toBe('LoadFailed')
  })

  it('answers a graph whose operators do not fit together with a value', async () => {
    const [y] = node('MatMul', [constant(f32([2, 2], [1, 2, 3, 4])), constant(f32([3], [1, 2, 3]))], ['float32'])
    expect(describeOnnxError(left(await openSession(right(encodeModel({ y })), { threads: 1 })()))).toMatch(/MatMul/)
  })

  it.each([0, -1, 1.5, NaN])('refuses %d threads', async (threads) => {
    expect(describeOnnxError(left(await openSession(doubling(), { threads })()))).toMatch(
      /a whole number of at least 1/,
    )
  })

  it('starts nothing before it is executed, and leaves the model bytes to the caller', async () => {
    const model = doubling()
    const before = model.slice()
    const opening = openSession(model, { threads: 2 })
    await Promise.all([opening(), opening()].map(async (one) => right(await one).close()))
    expect(model).toEqual(before)
  })
})

describe('Session.run', () => {
  it.each([
    ['a missing input', {}, /'x' is missing/],
    ['another element type', { x: { type: 'int64', dims: [1], data: BigInt64Array.of(1n) } }, /int64/],
    ['another rank', { x: f32([1, 1], [1]) }, /rank/i],
    ['data that does not fit its dimensions', { x: f32([3], [1]) }, /length/],
  ] as const)('answers %s with a value that says what the model takes, and works on', async (_, feeds, message) => {
    await withSession(doubling(), async (session) => {
      const error = describeOnnxError(left(await session.run(feeds)()))
      expect(error).toMatch(message)
      expect(error).toMatch(/it takes x float32 \[n\]$/)
      expect(right(await session.run({ x: f32([1], [4]) })())['y']?.data[0]).toBe(8)
    })
  })

  it('neither moves nor changes what it is fed, and reads a view as what it shows', async () => {
    await withSession(doubling(), async (session) => {
      const all = Float32Array.of(1, 2, 3, 4)
      const x = { type: 'float32', dims: [2], data: all.subarray(1, 3) } as const
      expect(right(await session.run({ x })())['y']?.data).toEqual(Float32Array.of(4, 6))
      expect(all).toEqual(Float32Array.of(1, 2, 3, 4))
    })
  })

  it('leaves feeds of every element type to whoever gave them', async () => {
    const feeds = everyType()
    await withSession(givingBack(feeds), async (session) => {
      for (const _ of ['once', 'and again']) expect(right(await session.run(feeds)())).toEqual(givenBack(everyType()))
      expect(feeds).toEqual(everyType())
    })
  })

  it('answers runs in the order in which they were asked', async () => {
    await withSession(doubling(), async (session) => {
      const answered: number[] = []
      await Promise.all(
        Array.from({ length: 20 }, async (_, i) => {
          const size = i % 2 === 0 ? 100_000 : 1
          const outputs = right(
            await session.run({ x: { type: 'float32', dims: [size], data: new Float32Array(size).fill(i) } })(),
          )
          answered.push((outputs['y']?.data.length ?? 0) === size && outputs['y']?.data[0] === 2 * i ? i : -1)
        }),
      )
      expect(answered).toEqual(Array.from({ length: 20 }, (_, i) => i))
    })
  })

  it('drops what was aborted before its turn, and nothing else', async () => {
    await withSession(doubling(), async (session) => {
      const abort = new AbortController()
      const x = f32([1], [1])
      const answers = [
        session.run({ x })(),
        session.run({ x }, abort.signal)(),
        session.run({ x }, new AbortController().signal)(),
      ]
      abort.abort()
      expect((await Promise.all(answers)).map((answer) => (E.isLeft(answer) ? answer.left._tag : 'Ran'))).toEqual([
        'Ran',
        'RunAborted',
        'Ran',
      ])
    })
  })

  it('keeps the main thread free while the model runs', async () => {
    const x = input('x', 'float32', ['n', 'n'])
    const model = right(encodeModel({ y: node('MatMul', [x, x], ['float32'])[0] }))
    await withSession(model, async (session) => {
      const n = 1400
      const running = session.run({ x: { type: 'float32', dims: [n, n], data: new Float32Array(n * n) } })()
      // On the main thread the run would be over before this turn of its loop, or in it. It is long, for a busy machine may keep this thread waiting.
      const first = await Promise.race([running.then(() => 'the model'), turnOfTheLoop('a turn of the loop')])
      expect(first).toBe('a turn of the loop')
      right(await running)
    })
  })
})

describe('a run under way', () => {
  it('keeps its process alive, though nothing there waits for it', () => {
    const script = `
      import { encodeModel, input, node, openSession } from '@sigmastream/onnx'
      const x = input('x', 'float32', ['n', 'n'])
      const [y] = node('MatMul', [x, x], ['float32'])
      const session = (await openSession(encodeModel({ y }).right, { threads: 1 })()).right
      const n = 500
      void session.run({ x: { type: 'float32', dims: [n, n], data: new Float32Array(n * n).fill(1) } })().then(
        (outputs) => console.log(outputs.right.y.data[0]),
      )`
    const { status, stdout, stderr } = runModule(script)
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '500\n', stderr: '' })
  })
})

describe('a program that ends while the engine computes', () => {
  it.each([
    ['by process.exit', 'process.exit(3)', 3, ''],
    ['by an error that nobody catches', 'throw "mine"', 1, 'mine'],
  ])('ends as it asks for, %s: the engine is not torn down in a call', (_, ending, status, said) => {
    const script = `
      import { encodeModel, input, node, openSession } from '@sigmastream/onnx'
      const x = input('x', 'float32', ['n', 'n'])
      const [y] = node('MatMul', [x, x], ['float32'])
      const session = (await openSession(encodeModel({ y }).right, { threads: 1 })()).right
      const n = 1500
      for (const _ of [1, 2, 3]) void session.run({ x: { type: 'float32', dims: [n, n], data: new Float32Array(n * n) } })()
      setTimeout(() => { ${ending} }, 5)`
    const ended = runModule(script)
    expect(ended).toMatchObject({ status, signal: null, stdout: '' })
    expect(ended.stderr).toContain(said)
    expect(ended.stderr).not.toContain('Napi')
  })
})

describe('a program that ends where the engine is not there', () => {
  // The thread's own files, from where they find no engine.
  const away = join(folder, 'away')
  cpSync(fileURLToPath(new URL('../dist', import.meta.url)), away, { recursive: true })
  writeFileSync(join(away, 'package.json'), '{ "type": "module" }')

  it.each([
    ['before its thread could say so', ''],
    ['as soon as it has heard so', 'await asked;'],
  ])('is not kept by a call that never was: %s', (_, heard) => {
    const script = `
      import { startThread } from ${JSON.stringify(new URL('../dist/thread.js', import.meta.url).href)}
      const opening = { ...${JSON.stringify(settings)}, model: new Uint8Array(1) }
      const asked = startThread(opening, [], ${JSON.stringify(join(away, 'worker.js'))}).ask(undefined, [])
      ${heard}
      process.exit(3)`
    const { status, signal, stderr } = runModule(script)
    expect({ status, signal, stderr }).toEqual({ status: 3, signal: null, stderr: '' })
  })
})

describe('Session.close', () => {
  it('can be repeated, and answers every later and every unanswered run with SessionClosed', async () => {
    const session = right(await openSession(doubling(), { threads: 1 })())
    const x = f32([1], [1])
    const first = session.run({ x })()
    const unanswered = [session.run({ x })(), session.run({ x })()]
    right(await first)
    await Promise.all([session.close(), session.close()])
    await session.close()
    const answers = await Promise.all([...unanswered, session.run({ x })()])
    expect(answers.map((answer) => left(answer)._tag)).toEqual(['SessionClosed', 'SessionClosed', 'SessionClosed'])
  })

  it.each([
    ['closed its session', 'await session.close()'],
    ['forgot to close it', ''],
  ])('lets a process that %s end by itself', (_, ending) => {
    const script = `
      import { constant, encodeModel, input, node, openSession } from '@sigmastream/onnx'
      const [y] = node('Neg', [input('x', 'float32', [1])], ['float32'])
      const session = (await openSession(encodeModel({ y }).right, { threads: 2 })()).right
      const outputs = await session.run({ x: { type: 'float32', dims: [1], data: Float32Array.of(3) } })()
      console.log(outputs.right.y.data[0])
      ${ending}`
    const { status, stdout, stderr } = runModule(script)
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '-3\n', stderr: '' })
  })
})

describe('a worker thread that ends by itself', () => {
  it.each([
    ['exits', 'process.exit(3)', /exit code 3/],
    ['throws', 'throw new Error("broken engine")', /broken engine/],
  ])('is an answer to whoever waits and to whoever asks later: %s', async (_, does, message) => {
    const path = join(folder, `${does.slice(0, 5)}.mjs`)
    writeFileSync(path, `import { parentPort } from 'node:worker_threads'\nparentPort.on('message', () => { ${does} })`)
    const thread = startThread({ ...settings, model: new Uint8Array(1) }, [], path)
    const ask = async () => describeOnnxError(left(await thread.ask({ _tag: 'Run', feeds: {} }, [])))
    expect(await ask()).toMatch(message)
    expect(await ask()).toMatch(message)
    await thread.end({ _tag: 'SessionClosed' })
    expect(await ask()).toMatch(message)
  })
})

describe('external data', () => {
  // A safetensors file: the length of its header, the header, and then the bytes of two tensors.
  const header = JSON.stringify({
    a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    b: { dtype: 'F32', shape: [2], data_offsets: [8, 16] },
  })
  const start = 8 + header.length
  const bytes = new Uint8Array(start + 16)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true)
  bytes.set(new TextEncoder().encode(header), 8)
  bytes.set(new Uint8Array(Float32Array.of(1, 2, 30, 40).buffer), start)
  writeFileSync(join(folder, 'weights.safetensors'), bytes)
  symlinkSync(folder, join(folder, 'link'))

  const model = (location: string, offset = start + 8) =>
    right(encodeModel({ b: external('float32', [2], { location, offset, length: 8 }) }))

  it.each([
    ['the folder', '.'],
    ['a symbolic link to the folder', 'link'],
  ])('is read from a file in %s', async (_, name) => {
    const session = right(
      await openSession(model('weights.safetensors'), { threads: 1, externalFolder: join(folder, name) })(),
    )
    expect(right(await session.run({})())['b']?.data).toEqual(Float32Array.of(30, 40))
    await session.close()
  })

  it('may be bfloat16, which a graph casts before it answers', async () => {
    writeFileSync(join(folder, 'bfloat16.bin'), Uint8Array.of(0x80, 0x3f, 0x40, 0xc0)) // 1 and -3: the upper halves of float32
    const stored = external('bfloat16', [2], { location: 'bfloat16.bin', offset: 0, length: 4 })
    const [y] = node('Cast', [stored], ['float32'], { to: attribute.int(1) })
    const session = right(await openSession(right(encodeModel({ y })), { threads: 1, externalFolder: folder })())
    expect(right(await session.run({})())['y']?.data).toEqual(Float32Array.of(1, -3))
    await session.close()
  })

  it.each([
    ['a file that is not there', 'missing.safetensors', start],
    ['bytes past the end of the file', 'weights.safetensors', start + 12],
  ])('answers %s with a value', async (_, location, offset) => {
    expect(left(await openSession(model(location, offset), { threads: 1, externalFolder: folder })())._tag).toBe(
      'LoadFailed',
    )
  })
})
