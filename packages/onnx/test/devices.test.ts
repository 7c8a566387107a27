import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { task as T } from 'fp-ts'
import { afterAll, describe, expect, it } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { preferredDevices } from '../src/choose-device.js'
import {
  attribute,
  chooseDevice,
  type Device,
  describeOnnxError,
  encodeModel,
  input,
  listDevices,
  node,
  openSession,
  providers,
} from '../src/index.js'
import { absentCode, type DeviceState, failedCode, type Probe, probeBy } from '../src/probing.js'
import { doubling, f32, left, right } from './support.js'

const works: DeviceState = { _tag: 'Works' }
const absent: DeviceState = { _tag: 'Absent' }
const fails = (why: string): DeviceState => ({ _tag: 'Fails', why })

/** A probe of a machine that is made up; `asked` collects what it was asked. */
const machine =
  (states: Partial<Record<Device, DeviceState>>, asked: Device[] = []): Probe =>
  (device) =>
  () => {
    asked.push(device)
    return T.of(states[device] ?? absent)()
  }

const names = Object.keys(providers)

const here = await listDevices()()
const elsewhere: Device = process.platform === 'win32' ? 'coreml' : 'directml'

describe('listDevices', () => {
  it('lists every device that onnxruntime may have, with what its probe found', async () => {
    const found = await listDevices(machine({ cpu: works, webgpu: fails('no adapter') }))()
    expect(found.map(({ device }) => device)).toEqual(names)
    expect(found.map(({ state }) => state._tag)).toEqual(['Works', 'Absent', 'Absent', 'Absent', 'Fails'])
  })

  it('probes one device after the other', async () => {
    let under = 0
    let most = 0
    await listDevices(() => async () => {
      most = Math.max(most, ++under)
      await new Promise((resolve) => setImmediate(resolve))
      under--
      return works
    })()
    expect(most).toBe(1)
  })

  it('finds this machine as it is: the cpu works, and a device of another platform is not here', () => {
    const found = new Map(here.map(({ device, state }) => [device, state]))
    expect(found.get('cpu')).toEqual(works)
    expect(found.get(elsewhere)).toEqual(absent)
  })
})

describe('chooseDevice', () => {
  it('takes the cpu without a probe', async () => {
    const asked: Device[] = []
    expect(right(await chooseDevice('cpu', machine({}, asked))())).toEqual({ device: 'cpu', remark: null })
    expect(asked).toEqual([])
  })

  it('takes a device that is named and works, and probes no other', async () => {
    const asked: Device[] = []
    expect(right(await chooseDevice('cuda', machine({ cuda: works }, asked))())).toEqual({
      device: 'cuda',
      remark: null,
    })
    expect(asked).toEqual(['cuda'])
  })

  it.each([
    [fails('no adapter'), 'it does not work: no adapter'],
    [absent, 'it is not in this onnxruntime for '],
  ] as const)('refuses a device that is named and %j, and says why and what is right', async (state, why) => {
    const error = left(await chooseDevice('webgpu', machine({ webgpu: state, cuda: works }))())
    expect(error).toMatchObject({ _tag: 'LoadFailed', device: 'webgpu' })
    expect(describeOnnxError(error)).toContain(`on webgpu: ${why}`)
    expect(describeOnnxError(error)).toMatch(
      /; sigmastream devices lists what this machine has, and cpu is always there$/,
    )
  })

  it.each([
    ['linux', ['cuda', 'webgpu']],
    ['darwin', ['cuda', 'coreml', 'webgpu']],
    ['win32', ['cuda', 'directml', 'webgpu']],
  ] as const)('auto on %s tries %j, then the cpu', async (platform, order) => {
    const asked: Device[] = []
    expect(right(await chooseDevice('auto', machine({}, asked), platform)()).device).toBe('cpu')
    expect(asked).toEqual(order)
  })

  it('auto says why it fell back, in one line', async () => {
    const probe = machine({ cuda: fails('no library'), webgpu: fails('no adapter') })
    expect(right(await chooseDevice('auto', probe, 'linux')())).toEqual({
      device: 'cpu',
      remark: 'device: cpu, since cuda does not work: no library; webgpu does not work: no adapter',
    })
  })

  it('auto takes the first that works, whichever those are, and says what it passed over', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom<NodeJS.Platform>('linux', 'darwin', 'win32'),
        fc.subarray<Device>(['cuda', 'coreml', 'directml', 'webgpu']),
        async (platform, working) => {
          const probe = machine(Object.fromEntries(working.map((device) => [device, works])))
          const { device, remark } = right(await chooseDevice('auto', probe, platform)())
          const order = preferredDevices(platform)
          const first = order.find((one) => working.includes(one))
          const passed = order.slice(0, first === undefined ? order.length : order.indexOf(first))
          expect(device).toBe(first ?? 'cpu')
          expect(order.filter((one) => remark?.includes(`${one} is not`))).toEqual(passed)
        },
      ),
    ))
})

describe('a probe', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sigmastream-probe-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const long = 60_000

  it.each([
    ['ends well', '', long, works],
    ['says that the device is absent', `process.exit(${absentCode})`, long, absent],
    [
      'says why',
      `console.log('/a.cc:1 Init() ok was false. No\\nadapter'); process.exit(${failedCode})`,
      long,
      fails('No adapter'),
    ],
    ['crashes as an engine does', 'process.abort()', long, fails('a process that computes on it ended by SIGABRT')],
    ['throws', "throw new Error('x')", long, fails('a process that computes on it ended by exit code 1')],
    ['hangs', 'setInterval(() => undefined, 1000)', 500, fails('a process that computes on it did not end in 0.5 s')],
  ] as const)('whose process %s is a value', async (name, does, limit, state) => {
    const program = join(folder, `${name.replaceAll(' ', '-')}.mjs`)
    writeFileSync(program, does)
    expect(await probeBy(program, limit)('webgpu')()).toEqual(state)
  })
})

describe('openSession on a device', () => {
  it('refuses one that this onnxruntime has not, where onnxruntime itself would take the cpu', async () => {
    const error = left(await openSession(doubling(), { threads: 1, device: elsewhere })())
    expect(error).toMatchObject({ _tag: 'LoadFailed', device: elsewhere })
    expect(describeOnnxError(error)).toMatch(
      new RegExp(
        `on ${elsewhere}: it is not in this onnxruntime .*; sigmastream devices lists .* cpu is always there$`,
      ),
    )
  })

  it('computes on the cpu alone as on the cpu', async () => {
    const session = right(await openSession(doubling(), { threads: 1, device: 'cpu', alone: true })())
    expect(right(await session.run({ x: f32([2], [1, 2]) })())['y']?.data).toEqual(Float32Array.of(2, 4))
    await session.close()
  })
})

describe.each(here.filter(({ device }) => device !== 'cpu'))('$device', ({ device, state }) => {
  // Devices may round factors to ten bits (TF32): a thousandth, and some room.
  it(
    'computes two sessions at once as the cpu does, to 1 % of the largest value',
    skippedUnless(state._tag === 'Works', `no device of kind ${device} here`),
    async () => {
      const x = input('x', 'float32', ['rows', 32])
      const [y] = node('Softmax', [node('Gemm', [x, x], ['float32'], { transB: attribute.int(1) })[0]], ['float32'])
      const model = right(encodeModel({ y }))
      const feeds = {
        x: f32(
          [48, 32],
          Array.from({ length: 48 * 32 }, (_, i) => Math.sin(i * i)),
        ),
      }
      const on = async (place: Device): Promise<readonly number[]> => {
        const session = right(await openSession(model, { threads: 1, device: place })())
        const [, answer] = [right(await session.run(feeds)()), right(await session.run(feeds)())]
        await session.close()
        return [...(answer['y']?.type === 'float32' ? answer['y'].data : [])]
      }
      const [expected, ...ours] = await Promise.all([on('cpu'), on(device), on(device)])
      const largest = Math.max(...expected)
      for (const one of ours) {
        expect(one).toHaveLength(48 * 48)
        one.forEach((value, i) => expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThan(0.01 * largest))
      }
    },
  )
})
