import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readComment, sampleCount } from '@sigmastream/audio'
import { readTensor } from '@sigmastream/tensor-files'
import { beforeAll, describe, expect, it } from 'vitest'
import { drawnRun } from '../../../plot/test/drawn-run.js'
import { changes, heard, loudness, namesIn, orThrow, scratch, type } from '../support.js'
import { diffusers, quick, refused, single, works } from './checkpoints.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const line = ['generate', 'a drum loop', '--model', single, ...quick, '--seed', '5']
const short = [...line, '--seconds', '0.1']
const recipeOf = (name: string) => JSON.parse(readFileSync(at(`${name}.json`), 'utf8'))
const latents = async (name: string) => orThrow(await readTensor(at(name))())

/** What nothing more is said of. */
beforeAll(async () => void (await works([...short, '-o', at('short.npy')])), 60_000)

describe('generate', () => {
  it('makes sound of the seconds asked for, at the rate and channels of the model', async () => {
    const { stdout } = await works([...short, '-o', at('a.wav')])
    expect(stdout).toContain('0.1 s, 44100 Hz, 2 channels')
    const made = await heard(at('a.wav'))
    expect({ rate: made.sampleRate, channels: made.channels.length, samples: sampleCount(made) }).toEqual({
      rate: 44100,
      channels: 2,
      samples: 4410,
    })
    for (const samples of made.channels)
      for (const from of [0, 0.05])
        expect(loudness({ ...made, channels: [samples] }, from, from + 0.05)).toBeGreaterThan(0.01)
    expect(made.channels[0]).not.toEqual(made.channels[1])
  })

  it('writes the recipe into the file and beside it, without a path or a time', async () => {
    await works([...short, '--negative', 'voices', '--cfg', '3', '-o', at('b.flac')])
    const text = readFileSync(at('b.flac.json'), 'utf8')
    expect(readComment(readFileSync(at('b.flac')))).toBe(text.trimEnd())
    expect(JSON.parse(text)).toMatchObject({
      command: 'generate',
      prompt: 'a drum loop',
      negative: 'voices',
      seed: 5,
      cfg: 3,
      seconds: 0.1,
      profile: 'model-card',
      sampler: 'dpmpp-3m-sde',
      model: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(text).not.toContain(folder)
    expect(text).not.toContain(single)
  })

  it('computes latents that cover the seconds; --full-window all of them, of which the sound is cut', async () => {
    await works([...short, '--full-window', '-o', at('d.npy')])
    await works([...short, '--full-window', '-o', at('d.wav')])
    expect((await latents('short.npy')).shape).toEqual([1, 8, 69])
    expect((await latents('d.npy')).shape).toEqual([1, 8, 256])
    const cut = await heard(at('d.wav'))
    expect(sampleCount(cut)).toBe(4410)
    await works(['decode', at('d.npy'), '--model', single, '--threads', '1', '-o', at('d-all.wav')])
    const all = await heard(at('d-all.wav'))
    // Each is brought to full scale by its own loudest sample, if that is above it.
    const share = loudness(cut) / loudness(all, 0, 0.1)
    cut.channels.forEach((samples, c) => {
      const far = [...samples].map((sample, n) => Math.abs(sample - share * (all.channels[c]?.[n] ?? NaN)))
      expect(Math.max(...far)).toBeLessThan(1e-4)
    })
  })

  it('makes all that the model was made for where no seconds are asked for', async () => {
    await works([...line, '-o', at('e.wav')])
    const made = await heard(at('e.wav'))
    expect(sampleCount(made)).toBe(256 * 64)
    expect(loudness(made, 0.36)).toBeGreaterThan(0.01)
  })

  it('reads both layouts, which are one model', async () => {
    await works(['generate', 'a drum loop', '--model', diffusers, ...short.slice(4), '-o', at('g.npy')])
    expect(recipeOf('g.npy').model).toBe(recipeOf('short.npy').model)
    const [one, other] = [await latents('short.npy'), await latents('g.npy')]
    const largest = Math.max(...one.data.slice().map(Math.abs))
    one.data
      .slice()
      .forEach((value, i) => expect(Math.abs(value - (other.data[i] ?? NaN))).toBeLessThan(1e-3 * largest))
  })

  it.each([
    ['exercises', { sampler: 'euler', cfg: 7, sigmaMin: 0.3, sigmaMax: 500, negative: null, startScale: 1 }],
    ['stable-audio-tools', { sampler: 'dpmpp-3m-sde', sigmaMin: 0.01, sigmaMax: 100 }],
    ['diffusers', { sampler: 'dpmpp-2m-sde', startScale: Math.sqrt(250_001) / 500 }],
    ['comfyui', { cfg: 4.98, sigmaMin: 0.03, negative: '' }],
  ])('follows the conventions of %s', async (profile, conventions) => {
    await works([...short, '--profile', profile, '-o', at(`${profile}.npy`)])
    expect(recipeOf(`${profile}.npy`)).toMatchObject({ profile, ...conventions })
  })

  it('takes the steps of the profile, and what is said beside it instead', async () => {
    const explained = async (...options: readonly string[]) =>
      JSON.parse((await works(['explain', 'generate', 'x', '--model', single, '--json', ...options])).stdout)
    expect(await explained()).toMatchObject({ steps: 100, calls: 100, sampler: 'dpmpp-3m-sde' })
    expect(await explained('--profile', 'exercises')).toMatchObject({ steps: 50, sampler: 'euler' })
    expect(
      await explained('--profile', 'comfyui', '--steps', '7', '--sampler', 'heun', '--sigma-max', '80'),
    ).toMatchObject({
      steps: 7,
      sampler: 'heun',
      sigmaMin: 0.03,
      sigmaMax: 80,
    })
  })

  it('is told apart by prompt, negative prompt and guidance', async () => {
    const made = await Promise.all(
      [
        ['--negative', 'voices'],
        ['--cfg', '1'],
        ['--cfg-rescale', '0.7'],
        ['--cfg-interval', '0,0.5'],
        ['--profile', 'diffusers', '--sampler', 'dpmpp-3m-sde'],
      ].map(async (options, i) => {
        await works([...short, ...options, '-o', at(`told-${i}.npy`)])
        return [...(await latents(`told-${i}.npy`)).data].join()
      }),
    )
    const plain = [...(await latents('short.npy')).data].join()
    expect(new Set([plain, ...made]).size).toBe(made.length + 1)
  })

  it('draws the result alone, and keeps every step as latents and sound', async () => {
    await works([...short, '--plot', at('h.png'), '--save-frames', at('frames'), '-o', at('h.wav')])
    const { colours, lines, painted } = drawnRun(readFileSync(at('h.png')), { panels: 1 })
    expect(colours[0]).toBeGreaterThan(100)
    expect([lines.schedule > 1000, lines.movement > 500, painted < 0.05]).toEqual([true, true, true])
    expect(namesIn(at('frames'))).toEqual([0, 1, 2].flatMap((step) => [`step-000${step}.npy`, `step-000${step}.wav`]))
    const sounds = await Promise.all([0, 1, 2].map((step) => heard(at(`frames/step-000${step}.wav`))))
    for (const sound of sounds) {
      expect(sampleCount(sound)).toBe(4410)
      expect(loudness(sound)).toBeGreaterThan(0.001)
    }
    const [first, , last] = sounds
    expect(changes(last ?? (await heard(at('h.wav'))), await heard(at('h.wav')))).toEqual([null, null])
    expect(changes(first ?? (await heard(at('h.wav'))), await heard(at('h.wav')))).not.toContain(null)
  })

  it.each([
    [['generate', '', '--model', single], 'what is to be heard'],
    [['generate', 'x'], '--model'],
    [['generate', 'x', '--model', 'nowhere'], 'there is no folder'],
    [['generate', 'x', '--model', single, '--seconds', '4000'], 'at most 3600 s: give --seconds up to that'],
    [['generate', 'x', '--model', single, '--seconds', '0'], 'seconds above 0'],
    [['generate', 'x', '--model', single, '--cfg', 'much'], 'a finite number'],
    [['generate', 'x', '--model', single, '--cfg-rescale', '2'], 'from 0 to 1'],
    [['generate', 'x', '--model', single, '--cfg-interval', '0.8,0.2'], 'the lower first'],
    [['generate', 'x', '--model', single, '--profile', 'comfy'], 'give comfyui, or another of'],
    [['generate', 'x', '--model', single, '--batch', '0'], 'from 1 to 100'],
    [['generate', 'x', '--model', single, '--noise', 'torch-cpu', '--sampler', 'dpm-adaptive'], 'keyed or brownian'],
  ])('refuses %j in one line', async (typed, right) => {
    expect(await refused([...typed, '-o', at('never.wav')])).toContain(right)
    expect(existsSync(at('never.wav'))).toBe(false)
  })
})

describe('--batch', () => {
  it('makes numbered results, each the one of its own seed alone', async () => {
    const frames = ['--plot', at('i.png'), '--save-frames', at('both')]
    const { stdout } = await works([...short, '--batch', '2', ...frames, '-o', at('i.npy')])
    expect(stdout).toContain('seed 6, item 2 of 2 from seed 5 on,')
    await works([...short, '--seed', '6', '-o', at('alone.npy')])
    expect((await latents('i-2.npy')).data).toEqual((await latents('alone.npy')).data)
    expect((await latents('i-1.npy')).data).not.toEqual((await latents('i-2.npy')).data)
    expect([recipeOf('i-1.npy'), recipeOf('i-2.npy')]).toMatchObject([
      { batch: 2, item: 0 },
      { batch: 2, item: 1 },
    ])
    for (const name of ['i-1.png', 'i-2.png'])
      expect(drawnRun(readFileSync(at(name)), { panels: 1 }).colours[0]).toBeGreaterThan(50)
    expect(readFileSync(at('i-1.png')).equals(readFileSync(at('i-2.png')))).toBe(false)
    expect((await latents('both/step-0002-2.npy')).data).toEqual((await latents('i-2.npy')).data)
  })

  it("draws PyTorch's noise for the whole batch at once", async () => {
    const start = async (...options: readonly string[]) => {
      const strong = [
        '--sigma-min',
        '9e8',
        '--sigma-max',
        '1e9',
        '--steps',
        '1',
        '--sampler',
        'euler',
        '--noise',
        'torch-cpu',
      ]
      return works([...short, ...strong, ...options])
    }
    const { stdout } = await start('--batch', '2', '-o', at('j.npy'))
    expect(stdout).toContain('seed 5, item 2 of 2,')
    await start('--seed', '6', '-o', at('k.npy'))
    expect((await latents('j-2.npy')).data).not.toEqual((await latents('k.npy')).data)
    expect(recipeOf('j-2.npy')).toMatchObject({ batch: 2, item: 1 })
  })

  it('checks every name before it runs, and gives one object with --json', async () => {
    const { stdout } = await works([...short, '--batch', '2', '--json', '-o', at('l.wav')])
    expect(JSON.parse(stdout).items).toMatchObject([{ output: at('l-1.wav') }, { output: at('l-2.wav'), item: 1 }])
    expect(await refused([...short, '--batch', '2', '-o', at('l.wav')])).toContain('--force')
  })
})

describe('a signal', () => {
  it('while the model loads ends it with nothing written', async () => {
    const before = namesIn(folder)
    const said = await type([...short, '-o', at('stopped.wav')], { signal: AbortSignal.abort('SIGTERM') })
    expect(said).toMatchObject({ exit: 143, stdout: '' })
    expect(namesIn(folder)).toEqual(before)
  })
})

/** The largest difference, as a part of the largest value. */
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  const [one, other] = [Array.from(a), Array.from(b)]
  const largest = Math.max(...one.map(Math.abs))
  return Math.max(...one.map((value, i) => Math.abs(value - (other[i] ?? NaN)))) / largest
}

describe('guidance', () => {
  const made = async (name: string, ...options: readonly string[]) => {
    await works([...short, ...options, '-o', at(name)])
    return (await latents(name)).data
  }

  it('of one scale at every sigma or second is that scale', async () => {
    const seven = await made('seven.npy', '--cfg', '7')
    expect(await made('by-sigma.npy', '--cfg', '7:500,7:1')).toEqual(seven)
    expect(await made('by-second.npy', '--cfg', '7@0,7@0.1')).toEqual(seven)
  })

  it('reads a curve from a file, says it in the recipe, and makes it again without the file, momentum and all', async () => {
    writeFileSync(at('curve.csv'), 'second,scale\n0,7\n\n0.05,1.5\n')
    const options = ['--guidance', 'apg', '--apg-momentum', '-0.5', '--cfg-refresh', '2']
    const once = await made('curve.npy', '--cfg', `@${at('curve.csv')}`, ...options)
    expect(recipeOf('curve.npy')).toMatchObject({
      cfg: '7@0,1.5@0.05',
      guidance: 'apg',
      apgParallel: 0,
      apgThreshold: null,
      apgMomentum: -0.5,
      cfgRefresh: 2,
    })
    rmSync(at('curve.csv'))
    await works(['rerun', at('curve.npy.json'), '--model', single, '-o', at('again.npy')])
    expect((await latents('again.npy')).data).toEqual(once)
  })

  it('reads the columns of a curve as its heading names them', async () => {
    const scale = async (text: string): Promise<unknown> => {
      writeFileSync(at('named.csv'), text)
      return JSON.parse((await works(['explain', ...short, '--cfg', `@${at('named.csv')}`, '--json'])).stdout).cfg
    }
    expect(await scale('scale,second\n7,0\n1.5,0.05\n')).toBe('7@0,1.5@0.05')
    expect(await scale('cfg;time (s)\n7;0\n1.5;0.05\n')).toBe('7@0,1.5@0.05')
    expect(await scale('Seconds,CFG\n7,0\n1.5,0.05\n')).toBe('0@7,0.05@1.5')
    expect(await scale('x,y\n7,0\n1.5,0.05\n')).toBe('0@7,0.05@1.5')
    writeFileSync(at('sigma.csv'), 'sigma,scale\n500,7\n')
    expect(await refused([...short, '--cfg', `@${at('sigma.csv')}`, '-o', at('no.npy')])).toContain(
      'names sigmas in its heading, and a file has seconds and scales: type scales by sigma, such as --cfg 7:500,2:1',
    )
  })

  it('says where a curve goes on beyond the end of the sound', async () => {
    const note = '--cfg: the point at 0.3 s is beyond the end of the sound at 0.1 s, where the scale is 3'
    const { stdout } = await works(['explain', ...short, '--cfg', '2@0,5@0.3'])
    expect(stdout).toContain(`note       ${note}`)
    expect((await works([...short, '--cfg', '2@0,5@0.3', '-o', at('long.npy')])).stderr).toContain(note)
    expect((await works(['explain', ...short, '--cfg', '2@0,5@0.3,6@0.4'])).stdout).toContain(
      '--cfg: 2 points, the first at 0.3 s, are beyond the end',
    )
    expect((await works(['explain', ...short, '--cfg', '2@0,5@0.1'])).stdout).not.toContain('beyond')
  })

  it('is blamed where a scale is so large that the sound runs away', async () => {
    const { exit, stderr } = await type([...short, '--cfg', '1e9', '-o', at('away.wav')])
    expect({ exit, stderr }).toEqual({
      exit: 1,
      stderr: expect.stringContaining('under --cfg 1000000000: a smaller --cfg,'),
    })
  })

  it('refuses a curve that is none, naming the line', async () => {
    const said = async (text: string): Promise<string> => {
      writeFileSync(at('bad.csv'), text)
      return refused([...short, '--cfg', `@${at('bad.csv')}`, '-o', at('no.npy')])
    }
    expect(await said('0,7\nhere,2\n')).toMatch(/--cfg: .*bad\.csv line 2 is no second and scale: write lines such as/)
    expect(await said('second,scale\n')).toMatch(/bad\.csv has 0 lines/)
    expect(await said('0,7\n0,2\n')).toMatch(/has a second twice, or one below 0/)
    expect(await refused([...short, '--cfg', `@${at('none.csv')}`, '-o', at('no.npy')])).toMatch(
      /--cfg: there is no file .*none\.csv: give one with lines such as "0,7"/,
    )
    expect(await refused([...short, '--cfg', '7:0', '-o', at('no.npy')])).toMatch(
      /--cfg is "7:0": give a finite number, or scales by sigma such as 7:500,2:1, or by second/,
    )
  })

  it('of CFG++ at scale 0 is the model led by nothing, and its usual scale is 0.6', async () => {
    const nothing = await made('zero.npy', '--cfg', '0')
    expect(distance(nothing, await made('pp-zero.npy', '--cfg', '0', '--cfg-pp'))).toBeLessThan(1e-4)
    const { stdout } = await works(['explain', ...short, '--cfg-pp'])
    expect(stdout).toMatch(/^chain {6}cfg\+\+\(denoise/m)
    expect(stdout).toContain('guidance   cfg, CFG++, scale 0.6: 2 branches a call')
  })

  it('by a rule that is told to change nothing is the ordinary one, its loudness too', async () => {
    const plain = ['--cfg', '4', '--cfg-rescale', '0.6']
    const once = await made('plain.npy', ...plain)
    expect(distance(once, await made('apg.npy', ...plain, '--guidance', 'apg', '--apg-parallel', '1'))).toBeLessThan(
      1e-3,
    )
  })

  it('is explained: its way, its scale, and the branches that it asks', async () => {
    const said = async (...options: readonly string[]): Promise<string> =>
      (await works(['explain', ...short, ...options])).stdout
    expect(await said('--cfg', '1')).toContain('guidance   cfg, scale 1: 1 branch a call')
    const curve = Array.from({ length: 50 }, (_, i) => `3@${i}`).join(',')
    expect(await said('--cfg', curve)).toMatch(/scale 3@0,3@1,[^ ]{40,60}\.\.\.: 2 branches a call/)
    expect(await said('--cfg-refresh', '2')).toContain('2 branches a call, without the prompt at one call in 2')
    expect(await said('--guidance', 'perp-neg', '--negative', 'noise')).toContain(
      'perp-neg, scale 7: 3 branches a call',
    )
  })

  it('counts the calls that a flow which stands still leaves out, between the levels too', async () => {
    const heun = ['--guidance', 'zero-star', '--sampler', 'heun', '--sigmas', '100,10,1,0']
    const calls = async (above: string) => {
      const { stdout } = await works(['explain', ...short, ...heun, '--still-above', above, '--json'])
      return JSON.parse(stdout).calls
    }
    // heun asks at 100, 10; 10, 1; 1
    expect([await calls('200'), await calls('50'), await calls('1')]).toEqual([5, 4, 2])
    const { stdout } = await works(['explain', ...short, ...heun, '--still-above', '5'])
    expect(stdout).toMatch(/^calls {6}2, of the model; 3 more, those above sigma 5, are left out$/m)
    expect(await refused([...short, ...heun, '--still-above', '0.9', '-o', at('no.npy')])).toContain(
      '--still-above 0.9 leaves no call of the model: the lowest is at sigma 1: give --still-above 1 or more',
    )
  })

  it('is predicted to take as long as the branches that it asks', async () => {
    const call = async (...options: readonly string[]): Promise<number> =>
      JSON.parse((await works(['explain', ...short, '--json', ...options])).stdout).duration.call
    const steps = ['--sampler', 'euler', '--steps', '4', '--sigmas', '100,30,10,1,0']
    const one = await call(...steps, '--cfg', '1')
    expect(one).toBeGreaterThan(0)
    const branches = async (...options: readonly string[]): Promise<number> =>
      Number(((await call(...steps, ...options)) / one).toFixed(6))
    expect(await branches('--cfg', '7')).toBe(2)
    expect(await branches('--cfg', '1@0,2@3')).toBe(2)
    expect(await branches('--cfg-refresh', '2')).toBe(1.5) // 2 + 1 + 2 + 1, in 4 calls
    expect(await branches('--cfg', '7:100,1:20')).toBe(1.5) // at 100 and 30
    expect(await branches('--cfg-interval', '0,0.8')).toBe(1.25) // at 1: the share of noise of 10 is 0.94
    expect(await branches('--cfg', '0.6:100,1:20', '--cfg-pp')).toBe(2)
    expect(await branches('--guidance', 'zero-star', '--still-above', '20')).toBe(1) // 0 + 0 + 2 + 2
    expect(await branches('--guidance', 'perp-neg', '--negative', 'noise', '--cfg-refresh', '4')).toBe(2.25)
    expect(await branches('--reuse', '0.05')).toBe(2) // as long as it may take
    expect(await call('--sampler', 'dpm-adaptive', '--cfg', '7')).toBeCloseTo(2 * one)
  })

  it.each([
    [['--cfg', '1', '--guidance', 'apg'], '--guidance: --cfg 1 is without guidance'],
    [['--cfg', '1@0,1@3', '--negative', 'voices'], '--negative: --cfg 1@0,1@3 is without guidance'],
    [['--cfg', '1', '--cfg-refresh', '2'], '--cfg-refresh: --cfg 1 is without guidance'],
    [
      ['--cfg', '1', '--cfg-rescale', '0.5'],
      '--cfg-rescale: --cfg 1 is without guidance, so it has no effect: leave it out',
    ],
    [['--cfg', '1', '--cfg-interval', '0.2,0.8'], '--cfg-interval: --cfg 1 is without guidance, so it has no effect'],
    [
      ['--cfg', '3', '--cfg-pp'],
      '--cfg 3 with --cfg-pp, whose scales go from 0, without the prompt, to 1, the prompt: give --cfg 0.6,',
    ],
    [['--cfg', '0.5@0,7@3', '--cfg-pp'], '--cfg 7 with --cfg-pp'],
    [
      ['--cfg=-3'],
      '--cfg -3 leads away from the prompt: say what is not to be heard in --negative, and give --cfg 0 or more',
    ],
    [['--cfg', '7:500,-2:1'], '--cfg -2 leads away from the prompt'],
    [
      ['--guidance', 'fdg', '--fdg-slow', '3'],
      '--fdg-slow is "3": give a number from 0 to 1 (0 guides nothing of what changes slowly',
    ],
    [['--cfg', '@'], '--cfg is "@": give the name of a file after it, such as --cfg @curve.csv'],
    [['--cfg-refresh', '0'], '--cfg-refresh is "0": give a whole number from 1 to 10000'],
    [['--guidance', 'perp-neg'], '--guidance perp-neg needs a negative prompt: give --negative'],
    [['--apg-momentum', '0.5'], '--apg-momentum is for --guidance apg: give --guidance apg, or leave it out'],
    [['--guidance', 'zero-start'], '--guidance is "zero-start": give zero-star, or another of'],
    [['--guidance', 'apg', '--apg-momentum', '1'], '--apg-momentum is "1": give a number above -1 and below 1'],
  ])('refuses %j', async (options, said) => {
    expect(await refused([...short, ...options, '-o', at('no.npy')])).toContain(said)
  })
})
