import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTensor } from '@sigmastream/tensor-files'
import { beforeAll, describe, expect, it } from 'vitest'
import { as16Bit, changes, heard, loudness, orThrow, scratch, tone, type, wav } from '../support.js'
import { refused, single, works } from './checkpoints.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const clip = tone(0.3, { sampleRate: 8000 })
writeFileSync(at('in.wav'), wav(clip))
const model = ['--model', single, '--threads', '1', '--seed', '3']
const prompts = ['--from-prompt', 'brushes', '--prompt', 'a gong']
const edit = (...more: readonly string[]): readonly string[] => [
  'edit',
  at('in.wav'),
  ...prompts,
  ...model,
  '--steps',
  '4',
  '--force',
  ...more,
]
const read = async (name: string) => orThrow(await readTensor(at(name))())

/** The clip as latents. */
beforeAll(async () => {
  await works(['encode', at('in.wav'), '--model', single, '--threads', '1', '-o', at('z.npy')])
}, 60_000)

describe('edit', () => {
  it('changes all of a clip, and says how much of it is left', async () => {
    const { stdout } = await works(edit('-o', at('a.npy')))
    expect(stdout).toMatch(/^seed 3, euler, 2 steps, sigma [\d.]+ to 0, /m)
    expect(stdout).toMatch(/^of IN is left in its place: /m)
    expect((await read('a.npy')).shape).toEqual([1, 8, 207]) // 0.3 s of 689 frames a second
  })

  it('changes a region of a clip and nothing else, sample for sample', async () => {
    await works(edit('--region', '0.1,0.2', '-o', at('b.wav')))
    const [before, after] = [await as16Bit(clip), await heard(at('b.wav'))]
    expect(changes(before, after)).toEqual([[0.1, 0.2]])
    expect(loudness(after, 0.1, 0.2)).toBeGreaterThan(0.01)
  })

  it('with one prompt on both sides gives the latents of the clip back, bit for bit, and says so', async () => {
    const same = ['edit', at('z.npy'), '--from-prompt', 'a gong', '--prompt', 'a gong', ...model, '--steps', '3']
    for (const sampler of ['euler', 'unipc']) {
      const { stderr } = await works([...same, '--strength', '0', '--sampler', sampler, '--force', '-o', at('s.npy')])
      expect(stderr).toContain('--from-prompt and --prompt are the same, so nothing will be changed')
      expect((await read('s.npy')).data).toEqual((await read('z.npy')).data)
    }
    await works([...same, '--from-cfg', '2', '--strength', '0', '--force', '-o', at('s.npy')])
    expect((await read('s.npy')).data).not.toEqual((await read('z.npy')).data)
  })

  it('of latents changes the frames of a region alone, with a feather in proportion', async () => {
    const line = ['edit', at('z.npy'), ...prompts, ...model, '--steps', '3', '--region', '0.1,0.2']
    await works([...line, '--feather', '0.01', '-o', at('f.npy')])
    const [before, after] = [await read('z.npy'), await read('f.npy')]
    const frames = before.shape[2] ?? 0
    const changed = [...after.data].flatMap((value, i) => (value === before.data[i] ? [] : [i % frames]))
    // 68 to 136, as an inpainting, and 7 frames of feather to each side
    expect([Math.min(...changed), Math.max(...changed)]).toEqual([61, 143])
  })

  it('of a strength along the clip leaves what is 1 as it is, and one that does not change is one strength', async () => {
    const line = ['edit', at('z.npy'), ...prompts, ...model, '--steps', '4']
    const edited = async (strength: string) => {
      await works([...line, '--curve', `strength=${strength}`, '--force', '-o', at('k.npy')])
      return (await read('k.npy')).data
    }
    await works([...line, '--strength', '0.25', '-o', at('even.npy')])
    expect(await edited('0.25@0,0.25@1')).toEqual((await read('even.npy')).data)
    const [before, after] = [await read('z.npy'), await edited('1@0.1,0@0.2')]
    const frames = before.shape[2] ?? 0
    const changed = [...after].flatMap((value, i) => (value === before.data[i] ? [] : [i % frames]))
    // frame 69 is the first whose middle lies behind 0.1 s: what is not 1 has the last step
    expect([Math.min(...changed), Math.max(...changed)]).toEqual([69, 206])
    expect(
      await refused([
        ...line,
        '--strength',
        '1@0,0@0.2',
        '--invert',
        '--sampler',
        'euler-ancestral',
        '-o',
        at('no.npy'),
      ]),
    ).toContain('--strength by second holds moments back, and --invert runs on the noise of all of them')
  })

  it('is made again by rerun, each of several with its own seed, and explained', async () => {
    const line = ['edit', at('z.npy'), ...prompts, ...model, '--steps', '4']
    const how = ['--from-cfg', '1', '--region', '0.1,0.2', '--strength', '0.25', '--count', '2']
    await works([...line, ...how, '-o', at('c.npy')])
    const record = JSON.parse(readFileSync(at('c-2.npy.json'), 'utf8'))
    expect(record).toMatchObject({
      command: 'edit',
      fromPrompt: 'brushes',
      prompt: 'a gong',
      fromCfg: 1,
      strength: 0.25,
      regions: [{ from: 0.1, to: 0.2 }],
      sampler: 'euler',
      seed: 4,
    })
    await works(['rerun', at('c-2.npy'), '--input', at('z.npy'), '--model', single, '-o', at('again.npy')])
    expect((await read('again.npy')).data).toEqual((await read('c-2.npy')).data)
    expect((await read('c-1.npy')).data).not.toEqual((await read('c-2.npy')).data)
    const { stdout } = await works(['explain', ...line, '--strength', '0'])
    expect(stdout).toContain('prompts    from "brushes" to "a gong"\n')
    expect(stdout).toMatch(/^calls {6}8, of the model$/m) // two for each of four steps
    expect(stdout).toMatch(/^noise {6}keyed, seed 3: drawn for each noise level$/m)
  })

  it('keeps the sound of each step, which comes from the clip to the result', async () => {
    const line = ['edit', at('z.npy'), ...prompts, ...model, '--steps', '2', '--save-frames', at('steps')]
    await works([...line, '-o', at('g.npy')])
    const [frame, end] = [await read('steps/step-0001.npy'), await read('g.npy')]
    expect(frame.data).toEqual(end.data) // the last step goes to its estimate
    expect(frame.data).not.toEqual((await read('z.npy')).data)
  })

  it('is predicted to take two calls a step', async () => {
    const duration = async (...line: readonly string[]) =>
      JSON.parse((await works(['explain', ...line, '--json'])).stdout)
    const whole = await duration(...edit('--strength', '0'))
    const plain = ['restyle', at('in.wav'), '--prompt', 'a gong', ...model, '--steps', '4', '--strength', '0']
    const restyled = await duration(...plain)
    expect([whole.calls, restyled.calls]).toEqual([8, 4])
    expect(whole.duration.call).toBeCloseTo(restyled.duration.call)
    // Without guidance on one side, three branches for two calls.
    const cheaper = await duration(...edit('--strength', '0', '--from-cfg', '1'))
    expect(cheaper.duration.call / whole.duration.call).toBeCloseTo(0.75)
  })

  it.each<readonly [string, readonly string[], string]>([
    [
      'noise in the steps',
      ['--sampler', 'euler-ancestral'],
      '--sampler euler-ancestral draws noise, which would stay in an edit: give one that draws none, such as euler, or --invert',
    ],
    [
      'noise that is drawn by step',
      ['--noise', 'brownian'],
      '--noise brownian is drawn by step, and an edit draws by noise level: give --noise keyed',
    ],
    [
      'a region that is none',
      ['--region', '0.2'],
      '--region is "0.2": give two times with a comma between, such as 2.5,3.5 or 1:02.5,1:04',
    ],
    [
      'a region that is reversed',
      ['--region', '0.2,0.1'],
      'the region: from 0.2 to 0.1; give 0 <= from < to <= 0.3 (seconds)',
    ],
    [
      'a feather of nothing',
      ['--feather', '0.1'],
      '--feather is of regions, and there is none: give one, or leave it out',
    ],
    ['a strength above 1', ['--strength', '1.5'], '--strength is "1.5": give a number from 0 to 1'],
    ['a scale that leads away', ['--from-cfg', '-1'], '--from-cfg is "-1": give a scale of guidance of at least 0'],
  ])('refuses %s', async (_, options, says) => {
    expect(await refused(edit(...options, '-o', at('never.wav')))).toContain(says)
  })

  it('asks for a model, and for both prompts', async () => {
    const bare = ['edit', at('in.wav'), '--from-prompt', 'brushes', '-o', at('never.wav')]
    expect(await refused(bare)).toContain('the embedded model knows no text: give --model and the folder')
    expect(await refused([...bare, '--model', single])).toContain('no prompt: say with --prompt what is to be heard')
    expect((await type(['edit', at('in.wav'), '-o', at('never.wav')])).stderr).toContain('--from-prompt')
  })
})

/** Two steps, since two prompts may have one each. */
const few = ['--steps', '2', '--cfg', '1']

describe('two prompts', () => {
  const made = async (name: string, ...line: readonly string[]) => {
    await works([...line, ...model, ...few, '--seconds', '0.1', '--force', '-o', at(name)])
    return (await read(name)).data
  }

  /** Each of the two alone. */
  beforeAll(async () => {
    await made('r.npy', 'generate', 'rain')
    await made('w.npy', 'generate', 'wind')
  }, 60_000)

  it('are blended: 0 is the first, 1 the second, bit for bit', async () => {
    const blended = (by: string) => made('b.npy', 'generate', 'rain', 'wind', '--blend', by)
    const [rain, wind] = [(await read('r.npy')).data, (await read('w.npy')).data]
    expect(await blended('0')).toEqual(rain)
    expect(await blended('1')).toEqual(wind)
    const between = await blended('0.5')
    expect(between).not.toEqual(rain)
    expect(between).not.toEqual(wind)
  })

  it('follow one another by noise level, and rerun and explain say both', async () => {
    const rain = await read('r.npy')
    const late = await made('l.npy', 'generate', 'rain', 'wind', '--prompt-until', '1')
    expect(late).not.toEqual(rain.data)
    expect(late).not.toEqual((await read('w.npy')).data)
    await works(['rerun', at('l.npy'), '--model', single, '-o', at('turned.npy')])
    expect((await read('turned.npy')).data).toEqual(late)
    const line = [
      'explain',
      'restyle',
      at('in.wav'),
      '--strength',
      '0.5',
      '--prompt',
      'rain',
      '--prompt',
      'wind',
      ...model,
    ]
    expect((await works([...line, '--prompt-until', '2'])).stdout).toContain(
      'prompts    "rain" until sigma 2, then "wind"\n',
    )
    expect((await works([...line, '--blend', '0.25'])).stdout).toContain('prompts    "rain" with 25 % of "wind"\n')
  })

  it('make an edit to a blend, or to one after the other', async () => {
    const line = ['edit', at('z.npy'), ...prompts, '--prompt', 'bells', ...model, ...few, '--strength', '0', '--force']
    const plain = ['edit', at('z.npy'), ...prompts, ...model, ...few, '--strength', '0']
    await works([...line, '--prompt-until', '1', '-o', at('turn.npy')])
    await works([...plain, '-o', at('plain.npy')])
    expect((await read('turn.npy')).data).not.toEqual((await read('plain.npy')).data)
    const { stdout } = await works(['explain', ...line, '--blend', '0.5'])
    expect(stdout).toContain('from "brushes" to "a gong" with 50 % of "bells"')
  })

  it.each<readonly [readonly string[], string]>([
    [
      ['rain', 'wind'],
      'a second --prompt: it is not said how two prompts go together: give --blend, how much of it is heard, or --prompt-until',
    ],
    [
      ['rain', '--blend', '0.5'],
      '--blend is of two prompts, and there is one: give a second --prompt too, or leave it out',
    ],
    [
      ['rain', 'wind', '--blend', '0.5', '--prompt-until', '2'],
      '--blend and --prompt-until each say when the second prompt is heard: leave one',
    ],
    [
      ['rain', 'wind', '--prompt-until', '1000'],
      'so the first prompt would never be heard: give a sigma between these',
    ],
    [
      ['rain', 'wind', '--prompt-until', '0.01'],
      'so the second prompt would never be heard: give a sigma between these',
    ],
    [
      ['rain', 'wind', 'hail', '--blend', '0.5'],
      'PROMPT 3 times: two prompts can be heard in one sound: give one or two',
    ],
    [['rain', ' ', '--blend', '0.5'], 'PROMPT is " ": give what is to be heard, in words'],
  ])('%j is refused', async (line, says) => {
    expect(await refused(['generate', ...line, ...model, ...few, '-o', at('never.npy')])).toContain(says)
  })

  it('are not for the embedded model', async () => {
    const line = ['vary', at('in.wav'), '--prompt', 'rain', '--prompt', 'wind', '--blend', '0.5', '-o', at('never.wav')]
    expect(await refused(line)).toContain('--prompt is for Stable Audio')
  })
})
