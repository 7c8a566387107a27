import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Device, isDevice, providers } from '@sigmastream/onnx'
import { readTensor } from '@sigmastream/tensor-files'
import { describe, expect, it } from 'vitest'
import { skippedUnless } from '../../../../test/skipped-unless.js'
import { orThrow, scratch, tone, wav } from '../support.js'
import { quick, refused, single, works } from './checkpoints.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
writeFileSync(at('in.wav'), wav(tone(0.2)))

/** Of another platform, so it is nowhere where these tests run. */
const absent: Device = process.platform === 'win32' ? 'coreml' : 'directml'

const short = ['generate', 'a drum loop', '--model', single, ...quick, '--seed', '5', '--seconds', '0.1']
const recipeOf = (name: string) => JSON.parse(readFileSync(at(`${name}.json`), 'utf8'))
const bytes = (name: string): Buffer => readFileSync(at(name))

await works([...short, '-o', at('plain.wav')])
await works(['encode', at('in.wav'), '--model', single, '--threads', '1', '-o', at('z.npy')])

const listed: readonly { readonly device: string; readonly works: boolean }[] = JSON.parse(
  (await works(['devices', '--json'])).stdout,
).devices
const working = listed.flatMap((one) => (one.works && isDevice(one.device) && one.device !== 'cpu' ? [one.device] : []))

describe('devices', () => {
  it('lists every device with what it found, as a table and as an object', async () => {
    const { stdout } = await works(['devices'])
    for (const device of Object.keys(providers)) expect(stdout).toMatch(new RegExp(`^${device} +\\S`, 'm'))
    expect(stdout).toMatch(/^cpu +works$/m)
    expect(stdout).toMatch(new RegExp(`^${absent} +is not in this onnxruntime`, 'm'))
    expect(listed).toHaveLength(Object.keys(providers).length)
    expect(listed[0]).toEqual({ device: 'cpu', present: true, works: true, why: null })
    const why = expect.stringContaining('is not in this onnxruntime')
    expect(listed).toContainEqual({ device: absent, present: false, works: false, why })
  })
})

describe('--device', () => {
  it.each([
    [short],
    [['inpaint', at('in.wav'), '--from', '0.05', '--to', '0.1', '--model', single, '--prompt', 'rain', ...quick]],
    [['encode', at('in.wav'), '--model', single]],
    [['decode', at('z.npy'), '--model', single]],
  ])('of another platform is refused by %j, which says why and what is right', async (line) => {
    const out = at(line[0] === 'encode' ? 'n.npy' : 'n.wav')
    expect(await refused([...line, '--device', absent, '-o', out])).toMatch(
      new RegExp(
        `on ${absent}: it is not in this onnxruntime for .*; sigmastream devices lists .*, and cpu is always there\n`,
      ),
    )
  })

  it('that is no name is refused with the names', async () => {
    const message = await refused([...short, '--device', 'graphics', '-o', at('n.wav')])
    expect(message).toContain('give one of auto, cpu, cuda, coreml, directml, webgpu')
  })

  it.each([
    [['restyle', at('in.wav'), '--strength', '0.5', '-o', at('n.wav')], 'Stable Audio'],
    [['exercises', '--only', 'Q2', '-o', at('n.pkl')], 'Stable Audio Open'],
  ])('is refused without --model by %j', async (line, family) => {
    expect(await refused([...line, '--device', 'cpu'])).toContain(`--device is for ${family}: give --model`)
  })

  it('cpu is what it is without, and no device is in the recipe', async () => {
    await works([...short, '--device', 'cpu', '-o', at('cpu.wav')])
    expect(bytes('cpu.wav').equals(bytes('plain.wav'))).toBe(true)
    expect(recipeOf('cpu.wav')).not.toHaveProperty('device')
  })

  const withCpuAlone = skippedUnless(
    working.length === 0,
    `${working.join(', ')} works here, so auto does not fall back to the cpu`,
  )
  it('auto falls back to the cpu, says why, and makes the same bytes', withCpuAlone, async () => {
    const { stderr } = await works([...short, '--device', 'auto', '-o', at('auto.wav')])
    expect(stderr).toMatch(/^device: cpu, since cuda .*; webgpu .*$/m)
    expect(bytes('auto.wav').equals(bytes('plain.wav'))).toBe(true)
  })
})

describe('rerun', () => {
  const again = (name: string, ...more: readonly string[]): readonly string[] => [
    'rerun',
    at(name),
    '--model',
    single,
    '-o',
    at('again.wav'),
    '--force',
    ...more,
  ]

  it('computes on the device of the recipe, which may not be here', async () => {
    writeFileSync(at('elsewhere.json'), JSON.stringify({ ...recipeOf('plain.wav'), device: absent }))
    expect(await refused(again('elsewhere.json'))).toContain(`on ${absent}`)
    const { stderr } = await works(again('elsewhere.json', '--device', 'cpu'))
    expect(stderr).toContain(`it was made with --device ${absent}, and this is --device cpu: the last bits may differ`)
    expect(bytes('again.wav').equals(bytes('plain.wav'))).toBe(true)
  })

  it('refuses a recipe with a device that is none', async () => {
    writeFileSync(at('bad.json'), JSON.stringify({ ...recipeOf('plain.wav'), device: 'gpu' }))
    expect(await refused(again('bad.json'))).toContain('device "gpu"')
  })
})

describe.each(Object.keys(providers).filter((device) => device !== 'cpu'))('--device %s', (device) => {
  it(
    'makes latents as the cpu does, to 2 % of the largest value, and is in the recipe',
    skippedUnless(
      working.some((one) => one === device),
      `no device of kind ${device} here`,
    ),
    async () => {
      await works([...short, '-o', at('c.npy')])
      await works([...short, '--device', device, '-o', at('d.npy')])
      const [expected, ours] = [orThrow(await readTensor(at('c.npy'))()), orThrow(await readTensor(at('d.npy'))())]
      const largest = Math.max(...expected.data.slice().map(Math.abs))
      expect(ours.shape).toEqual(expected.shape)
      ours.data
        .slice()
        .forEach((value, i) => expect(Math.abs(value - (expected.data[i] ?? NaN))).toBeLessThan(0.02 * largest))
      expect(recipeOf('d.npy')).toMatchObject({ device })
    },
  )
})
