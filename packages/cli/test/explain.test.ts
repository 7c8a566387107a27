import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { explainGroup } from '../src/commands/groups/explain.js'
import { modelGroup } from '../src/commands/groups/model.js'
import { commands } from '../src/commands/list.js'
import { namesIn, scratch, tone, toyModel, type, wav } from './support.js'

const folder = scratch()
const input = join(folder, 'in.wav')
writeFileSync(input, wav(tone(1)))
const model = toyModel(() => Promise.reject(new Error('ran')))
const region = ['--from', '0.4', '--to', '0.6']

describe('explain', () => {
  it('prints chain, calls, memory, noise lanes and schedule of what would run, and runs nothing', async () => {
    const { exit, stdout } = await type(
      ['explain', 'inpaint', input, ...region, '--sampler', 'dpmpp-2m', '--steps', '5', '--paint-start', '2'],
      { model },
    )
    expect(exit).toBe(0)
    expect(stdout).toContain('denoise > dpmpp2mUpdate > when(noiseReference > maskProject)')
    expect(stdout).toContain('calls      5')
    expect(stdout).toContain('memory     2 past estimates')
    expect(stdout).toContain('start x 1, reference x 3')
    expect(stdout).toContain('polyexponential: 5 1.05737 0.223607 0.0472871 0.01 0')
    expect(namesIn(folder)).toEqual(['in.wav'])
  })

  it('says that calls are saved where answers are reused, and by what', async () => {
    const line = ['explain', 'inpaint', input, ...region, '--steps', '5', '--reuse', '0.05']
    const { stdout } = await type(line, { model })
    expect(stdout).toContain('chain      reuse(0.05: denoise > ')
    expect(stdout).toContain('calls      at most 5, of the model')
    expect(JSON.parse((await type([...line, '--json'], { model })).stdout)).toMatchObject({ calls: 5, reuse: 0.05 })
    const { exit, stderr } = await type([...line, '--reuse', '0'], { model })
    expect({ exit, said: stderr.includes('--reuse') }).toEqual({ exit: 2, said: true })
  })

  it('counts the calls of a restyle that drops steps', async () => {
    const line = ['explain', 'restyle', input, '--strength', '0.5', '--sampler', 'heun', '--steps', '10', '--json']
    const { calls, sigmas, lanes, memory } = JSON.parse((await type(line, { model })).stdout)
    expect({ calls, memory, steps: sigmas.length - 1 }).toEqual({ calls: 9, memory: 2, steps: 5 })
    expect(lanes).toEqual([
      { lane: 'start', draws: 1 },
      { lane: 'transfer', draws: 1 },
    ])
  })

  it('says what an adaptive solver decides while it runs', async () => {
    const { stdout } = await type(['explain', 'vary', input, '--noise-level', '2', '--sampler', 'dpm-adaptive'], {
      model,
    })
    expect(stdout).toContain('as many as the solver needs')
    expect(stdout).toContain('2 0.01 0')
  })

  it('takes and checks every option of the command', async () => {
    const out = join(folder, 'x.wav')
    const { exit, stdout } = await type(
      ['explain', 'inpaint', input, ...region, '-o', out, '--plot', 'p.png', '--force'],
      { model },
    )
    expect({ exit, same: stdout }).toEqual({
      exit: 0,
      same: (await type(['explain', 'inpaint', input, ...region], { model })).stdout,
    })
    expect(stdout).toContain('maskProject')
    expect(namesIn(folder)).toEqual(['in.wav'])
    expect(await type(['explain', 'inpaint', input, ...region, '-o', 'x.mp3'], { model })).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('.wav or .flac'),
    })
    expect(await type(['explain', 'inpaint', input, '--from', '2', '--to', '3'], { model })).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('past the end'),
    })
  })
})

describe('help', () => {
  it.each([
    'generate',
    'inpaint',
    'restyle',
    'vary',
    'edit',
    'rerun',
    'encode',
    'decode',
    'model',
    'samplers',
    'devices',
    'schedule',
    'mask',
    'noise',
    'parity',
    'explain',
  ])('%s --help has examples that parse', async (name) => {
    const { exit, stdout, stderr } = await type([name, '--help'])
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    const lines = [...stdout.matchAll(/^ {2}\$ sigmastream (.*)$/gm)].map(([, line = '']) => line.split(' '))
    expect(lines.length).toBeGreaterThan(0)
    // Files that examples name are not there: all else about them is right where the fault that is found is the file.
    for (const line of lines.filter(
      ([command]) => command === 'inpaint' || command === 'restyle' || command === 'vary',
    )) {
      expect((await type(line)).stderr).toMatch(/there is no (such )?file|--output is "varied"/)
    }
  })

  it('the program itself has help, examples and a version', async () => {
    expect(await type(['--help'])).toMatchObject({ exit: 0, stdout: expect.stringContaining('Examples:') })
    expect(await type(['--version'])).toMatchObject({ exit: 0, stdout: '0.2.0\n' })
  })

  it.each([
    [[], 'no command'],
    [['inpant'], 'Did you mean inpaint'],
    [['inpaint'], 'sigmastream inpaint --help'],
    [['inpaint', '--form', '1', '-o', 'x.wav'], 'Did you mean --from'],
    [['parity'], "missing required argument 'DIR'"],
    [['samplers', 'euler'], 'too many arguments'],
    [['explain'], 'inpaint, loop, restyle, vary'],
    [['explain', 'mask'], 'inpaint, loop, restyle, vary'],
  ])('%j is a usage error of one line', async (line, right) => {
    const { exit, stdout, stderr } = await type(line)
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
    expect(stderr).toContain(right)
    expect(stderr).toMatch(/^sigmastream: [^\n]*\n$/)
  })
})

describe('--json', () => {
  it('gives an error as one object too', async () => {
    const { exit, stdout, stderr } = await type(['restyle', input, '--strength', '2', '-o', 'x.wav', '--json'])
    expect(exit).toBe(2)
    expect(JSON.parse(stdout)).toEqual({ error: expect.stringContaining('--strength'), exit: 2 })
    expect(stderr).toContain('--strength')
  })
})

describe('the list of commands', () => {
  it.each([...commands, ...modelGroup.commands, ...explainGroup.commands])('shows $name as it is', async (listed) => {
    const spec = await listed.load()
    const [argument] = spec.define(new Command(listed.name)).registeredArguments
    const written =
      argument === undefined ? '' : `${argument.required ? '<' : '['}${argument.name()}${argument.required ? '>' : ']'}`
    expect(listed.argument).toBe(written)
  })
})
