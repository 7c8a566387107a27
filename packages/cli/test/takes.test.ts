import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { gaussian, namesIn, type Said, scratch, tone, toyModel, type, wav } from './support.js'

const folder = scratch()
const at = (...names: readonly string[]): string => join(folder, ...names)
writeFileSync(at('in.wav'), wav(tone(0.2)))
const bytes = (name: string): Buffer => readFileSync(at(name))

const vary = ['vary', at('in.wav'), '--noise-level', '3', '--steps', '8', '--seed', '3']
const stochastic = [...vary, '--sampler', 'dpmpp-3m-sde']

/** Types a line that must work. */
const works = async (line: readonly string[]): Promise<Said> => {
  const said = await type(line)
  expect(said).toMatchObject({ exit: 0 })
  return said
}

/** What a line that must not work says at its end. */
const refused = async (line: readonly string[]): Promise<string> => {
  const { exit, stderr } = await type(line)
  expect(exit).toBe(2)
  return stderr.trim().split('\n').at(-1) ?? ''
}

/** Types a line, which a signal ends in the call of the model of this number. */
const stopped = (line: readonly string[], call: number): Promise<Said> => {
  const stop = new AbortController()
  let calls = 0
  const model = toyModel((...asked) => {
    calls += 1
    if (calls === call) stop.abort('SIGTERM')
    return gaussian()(...asked)
  })
  return type(line, { model, signal: stop.signal })
}

describe('a run that is kept', () => {
  it.each([
    ['a multistep sampler', stochastic, 5],
    ['an adaptive sampler', [...vary, '--sampler', 'dpm-adaptive'], 9],
    ['a gap', ['inpaint', at('in.wav'), '--from', '0.05', '--to', '0.1', '--steps', '8', '--seed', '3'], 5],
    ['a style', ['restyle', at('in.wav'), '--strength', '0.4', '--steps', '9', '--seed', '3'], 3],
  ])('of %s is what it is without that, and goes on to the same bytes', async (name, line, call) => {
    const [plain, held, dir] = [`${name}.wav`, `${name} held.wav`, at(`${name} takes`)]
    await works([...line, '--plot', at(`${name}.png`), '-o', at(plain)])
    const ended = await stopped([...line, '--checkpoint', dir, '--plot', at(`${name} held.png`), '-o', at(held)], call)
    expect(ended).toMatchObject({
      exit: 143,
      stderr: expect.stringContaining('; to go on with it: sigmastream resume '),
    })
    expect(existsSync(at(held))).toBe(false)
    const { stderr } = await works(['resume', dir])
    expect(stderr).toMatch(/^take 1 goes on after step \d+$/m)
    expect(bytes(held).equals(bytes(plain))).toBe(true)
    expect(bytes(`${name} held.png`).equals(bytes(`${name}.png`))).toBe(true)
  })

  it('keeps a frame after every so many steps, and the last', async () => {
    await works([...vary, '--checkpoint', at('every'), '--checkpoint-every', '3', '-o', at('every.wav')])
    expect(namesIn(at('every', 'take-1'))).toEqual([
      'step-0003.safetensors',
      'step-0006.safetensors',
      'step-0008.safetensors',
      'take.json',
    ])
  })

  it('of several results goes on with those that are not finished', async () => {
    const batch = [...stochastic, '--count', '2']
    await works([...batch, '-o', at('plain batch.wav')])
    await stopped([...batch, '--checkpoint', at('batch'), '-o', at('batch.wav')], 11)
    expect(existsSync(at('batch-1.wav'))).toBe(true)
    const { stdout: ofTheFirst } = await works(['resume', at('batch'), '--take', '1'])
    expect(ofTheFirst).toMatch(/batch-1\.wav is there$/m)
    expect(ofTheFirst).not.toContain('batch-2.wav')
    const { stdout } = await works(['resume', at('batch')])
    expect(stdout).not.toContain('batch-1.wav')
    for (const i of [1, 2]) expect(bytes(`batch-${i}.wav`).equals(bytes(`plain batch-${i}.wav`))).toBe(true)
    expect(await works(['resume', at('batch')])).toMatchObject({
      stdout: expect.stringContaining('nothing is left to do'),
    })
  })

  it('is written elsewhere where that is asked for, and again where its file is gone', async () => {
    await works([...stochastic, '--checkpoint', at('again'), '-o', at('again.wav')])
    const made = bytes('again.wav')
    await works(['resume', at('again'), '-o', at('elsewhere.wav')])
    expect(bytes('elsewhere.wav').equals(made)).toBe(true)
    rmSync(at('again.wav'))
    await works(['resume', at('again')])
    expect(bytes('again.wav').equals(made)).toBe(true)
  })

  it('does not take the place of what somebody else has put there, unless it is forced', async () => {
    await stopped([...stochastic, '--checkpoint', at('other'), '-o', at('other.wav')], 4)
    writeFileSync(at('other.wav'), 'mine')
    expect(await refused(['resume', at('other')])).toContain('other.wav exists')
    await works(['resume', at('other'), '--force'])
    expect(bytes('other.wav').length).toBeGreaterThan(4)
  })

  it('finishes what was written in parts', async () => {
    const parts = [...stochastic, '--checkpoint', at('parts'), '--plot', at('parts.png'), '-o', at('parts.wav')]
    await works(parts)
    rmSync(at('parts.png'))
    await works(['resume', at('parts')])
    expect(existsSync(at('parts.png'))).toBe(true)
  })

  it.each([
    ['a folder that has something in it', [...vary, '--checkpoint', folder, '-o', at('n.wav')], 'is not empty'],
    ['a file', [...vary, '--checkpoint', at('in.wav'), '-o', at('n.wav')], 'in.wav is a file'],
    [
      'the estimates as well',
      [...vary, '--checkpoint', at('n'), '--save-frames', at('f'), '-o', at('n.wav')],
      'leave one of them out',
    ],
    ['every so many steps alone', [...vary, '--checkpoint-every', '2', '-o', at('n.wav')], 'is for --checkpoint'],
    ['a folder that is not there', ['resume', at('nowhere')], 'there is no folder'],
    ['a folder without takes', ['tree', folder], 'there is no take'],
  ])('is refused with %s', async (_, line, why) => {
    expect(await refused(line)).toContain(why)
    expect(existsSync(at('n'))).toBe(false)
  })

  it('is refused where its note or its frame was changed, and says which', async () => {
    await stopped([...stochastic, '--checkpoint', at('broken'), '-o', at('broken.wav')], 5)
    writeFileSync(at('broken', 'take-1', 'step-0004.safetensors'), 'nothing')
    expect(await refused(['resume', at('broken')])).toContain('step-0004.safetensors')
    rmSync(at('broken', 'take-1', 'step-0004.safetensors'))
    const note = readFileSync(at('broken', 'take-1', 'take.json'), 'utf8')
    writeFileSync(at('broken', 'take-1', 'take.json'), note.replace('dpmpp-3m-sde', 'euler'))
    expect(await refused(['resume', at('broken')])).toContain('the frame: one of another plan')
    writeFileSync(at('broken', 'take-1', 'take.json'), note.replace('"every": 1', '"every": 0'))
    expect(await refused(['resume', at('broken')])).toContain('take.json has every 0')
  })
})

describe('a fork', () => {
  const held = at('family')
  const fork = (...options: readonly string[]): readonly string[] => ['fork', held, ...options]

  it('shares what came before with its take, is made again by its recipe, and is drawn in the tree', async () => {
    await works([...stochastic, '--checkpoint', held, '-o', at('first.wav')])
    const { stderr } = await works(fork('--at', '4', '--seed', '9', '-o', at('second.wav')))
    expect(stderr).toContain('take 1 after step 4, with --seed 9 in the place of 3')
    await works(fork('--take', '2', '--at', '6', '--sampler', 'euler-ancestral', '-o', at('third.wav')))
    await works(fork('--at', '5', '--count', '2', '-o', at('more.wav')))
    const all = ['first', 'second', 'third', 'more-1', 'more-2'].map((name) => bytes(`${name}.wav`).toString('latin1'))
    expect(new Set(all).size).toBe(5)
    for (const name of ['second.wav', 'third.wav', 'more-2.wav']) {
      await works(['rerun', at(name), '--input', at('in.wav'), '-o', at(`again ${name}`)])
      expect(bytes(`again ${name}`).equals(bytes(name))).toBe(true)
    }
    const { stdout } = await works(['tree', held])
    expect(stdout.replaceAll(/-> \S*?([\w-]+\.wav)/g, '-> $1').split('\n')).toEqual([
      '1  vary in.wav: dpmpp-3m-sde, 8 steps, seed 3 -> first.wav',
      '├─ 2  after step 4: --seed 9 in the place of 3 -> second.wav',
      '│  └─ 3  after step 6: --sampler euler-ancestral in the place of dpmpp-3m-sde -> third.wav',
      '├─ 4  after step 5: --seed 77 in the place of 3 -> more-1.wav',
      '└─ 5  after step 5: --seed 78 in the place of 3 -> more-2.wav',
      '',
    ])
  })

  it('that was ended goes on from where it is, or from the frame of its take', async () => {
    const line = fork('--at', '4', '--seed', '10', '-o', at('ended.wav'))
    expect(await stopped(line, 1)).toMatchObject({ exit: 143 })
    expect(await works(['tree', held])).toMatchObject({ stdout: expect.stringContaining('ended.wav, not begun') })
    const { stderr } = await works(['resume', held])
    expect(stderr).toContain('take 6 goes on after step 4')
    await works(['rerun', at('ended.wav'), '--input', at('in.wav'), '-o', at('ended again.wav')])
    expect(bytes('ended again.wav').equals(bytes('ended.wav'))).toBe(true)
  })

  it.each([
    [['--at', '9', '--seed', '1'], 'take 1 has no frame there: give one of 1, 2, 3, 4, 5, 6, 7, 8'],
    [['--at', '8', '--seed', '1'], 'take 1 is over after that step'],
    [
      ['--at', '7', '--seed', '1'],
      'no noise is drawn after step 7, so another seed would make the same again: fork after',
    ],
    [['--at', '4', '--seed', '3'], 'take 1 is made with --seed 3 already: give another'],
    [['--at', '0', '--seed', '3'], '--at is "0": give a whole number of at least 1'],
    [['--at', '4', '--take', '99'], '--take is 99: give one of 1, 2'],
    [['--at', '4', '--prompt', 'brushes'], 'take 1 is of the embedded model, which knows no text'],
    [['--at', '4', '--sampler', 'dpm-fast'], 'dpm-fast'],
    [['--at', '2', '--take', '3', '--seed', '5'], 'take 3 has no frame there: give one of 7, 8'],
    [['--at', '4', '--sampler', 'nope'], '--sampler is "nope"'],
  ])('%j is refused, and leaves no take', async (options, why) => {
    const before = readdirSync(held)
    expect(await refused(fork(...options, '-o', at('never.wav')))).toContain(why)
    expect(readdirSync(held)).toEqual(before)
  })

  it('is refused another seed alone where no noise is drawn any more', async () => {
    await works([...vary, '--sampler', 'euler', '--checkpoint', at('calm'), '-o', at('calm.wav')])
    expect(await refused(['resume', at('calm'), '--take', '9'])).toContain('--take is 9: give 1')
    expect(await refused(['fork', at('calm'), '--at', '4', '--seed', '5', '-o', at('never.wav')])).toContain(
      'no noise is drawn after step 4',
    )
    expect(await refused(['fork', at('calm'), '--at', '4', '--noise', 'brownian', '-o', at('never.wav')])).toContain(
      '--noise: no noise is drawn after step 4, so other noise would make the same again',
    )
    await works(['fork', at('calm'), '--at', '4', '--sampler', 'dpmpp-2m-sde', '--seed', '5', '-o', at('lively.wav')])
    await works([...vary, '--sampler', 'dpm-adaptive', '--checkpoint', at('found'), '-o', at('found.wav')])
    expect(await refused(['fork', at('found'), '--at', '1', '--seed', '5', '-o', at('never.wav')])).toContain(
      'no noise is drawn after step 1, so another seed would make the same again: give another --sampler',
    )
  })
})

const binary = fileURLToPath(new URL('../bin/sigmastream.js', import.meta.url))
const whereBuilt = skippedUnless(
  existsSync(new URL('../dist/main.js', import.meta.url)),
  'packages/cli/dist is not built; npm run setup builds it',
)

describe('a run in a process of its own', whereBuilt, () => {
  /** Runs a line, killed as a machine that loses its power would once it has told of so many steps; what it said. */
  const run = (line: readonly string[], steps = Infinity): Promise<string> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [binary, ...line], { stdio: ['ignore', 'ignore', 'pipe'] })
      let said = ''
      child.stderr.on('data', (chunk) => {
        said += String(chunk)
        if (said.split('\nstep ').length > steps) child.kill('SIGKILL')
      })
      child.on('close', (exit, signal) => resolve(`${said}${exit ?? signal}`))
    })

  it('goes on after a kill at any moment, and gives the bytes of an undisturbed one', async () => {
    const line = ['inpaint', at('in.wav'), '--from', '0.05', '--to', '0.1', '--seed', '3', '--sampler', 'dpm-adaptive']
    expect(await run([...line, '-o', at('undisturbed.wav')])).toMatch(/0$/)
    const kept = [...line, '--checkpoint', at('killed'), '-o', at('killed.wav')]
    // The seed that the tests print makes the same moments again.
    const [first, second] = fc.sample(fc.integer({ min: 1, max: 4 }), 2)
    expect(await run(kept, first)).toMatch(/SIGKILL$/)
    await run(['resume', at('killed')], second)
    expect(await run(['resume', at('killed')])).toMatch(/0$/)
    expect(bytes('killed.wav').equals(bytes('undisturbed.wav'))).toBe(true)
    expect(namesIn(at('killed', 'take-1')).filter((name) => name.startsWith('.'))).toEqual([])
  }, 300_000)
})
