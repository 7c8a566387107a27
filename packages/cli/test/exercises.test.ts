import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readTensors } from '@sigmastream/tensor-files'
import { beforeAll, describe, expect, it } from 'vitest'
import { skippedUnless } from '../../../test/skipped-unless.js'
import { namesIn, orThrow, scratch, type } from './support.js'

const folder = scratch()
const at = (name: string): string => join(folder, name)
const fixture = fileURLToPath(new URL('../../../fixtures/narrow-sao/', import.meta.url))
const given = ['exercises', '--model', `${fixture}checkpoint`, '--course', `${fixture}course`, '--threads', '1']
const quick = [...given, '--steps', '3']

const shared = fileURLToPath(new URL('../../../../shared/course/testing_files/', import.meta.url))

const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0

/**
 * Every array of a pickle of latents [1, 64, 128], by the order in which they are in it: what follows the length of
 * one.
 */
const arraysIn = (path: string): readonly Float32Array[] => {
  const [bytes, length] = [readFileSync(path), 64 * 128 * 4]
  const mark = Buffer.from([0x42, 0x00, 0x80, 0x00, 0x00])
  const found: Float32Array[] = []
  for (let from = bytes.indexOf(mark); from >= 0; from = bytes.indexOf(mark, from)) {
    from += mark.length
    found.push(new Float32Array(bytes.buffer.slice(bytes.byteOffset + from, bytes.byteOffset + from + length)))
    from += length
  }
  return found
}

const inPython = `
import pickle, sys
with open(sys.argv[1], 'rb') as file:
    read = pickle.load(file)
print([(name, len(all), {(str(a.dtype), a.shape) for a in all}) for name, all in read.items()])
`

describe('the whole graded run', () => {
  const output = at('homework4.pkl')
  let said: Awaited<ReturnType<typeof type>>
  beforeAll(async () => void (said = await type([...given, '-o', output])), 120_000)

  it('says what it wrote, tells of all 24 runs, and leaves no other file', () => {
    expect(said).toMatchObject({ exit: 0, stdout: `wrote ${output}: 6 of Q1, 6 of Q2, 6 of Q3, 6 of Q4, 6 of Q5\n` })
    expect(said.stderr).toMatch(/^run 24 of 24, Q5\.5 {2}step 5\/5 {2}0 s left$/m)
    expect(namesIn(folder)).toEqual(['homework4.pkl'])
  })

  it('is what PyTorch recorded, array for array', async () => {
    const recorded = orThrow(await readTensors(`${fixture}homework4.safetensors`)())
    const names = ['Q1', 'Q2', 'Q3', 'Q4', 'Q5'].flatMap((question) =>
      [0, 1, 2, 3, 4, 5].map((i) => `${question}.${i}`),
    )
    const arrays = arraysIn(output)
    expect(arrays).toHaveLength(names.length)
    const distances = names.map((name, k) => {
      const expected = [...(recorded.get(name)?.data ?? [])]
      const largest = Math.max(...expected.map(Math.abs))
      return Math.max(...expected.map((value, i) => Math.abs(value - (arrays[k]?.[i] ?? NaN)) / largest))
    })
    expect(Math.max(...distances)).toBeLessThan(1e-3)
  })

  it('opens in Python', skippedUnless(hasNumpy, 'no python3 with numpy here, which opens the pickle'), () => {
    const { stdout } = spawnSync('python3', ['-W', 'error', '-c', inPython, output], { encoding: 'utf8' })
    expect(stdout.trim()).toBe(
      `[${['Q1', 'Q2', 'Q3', 'Q4', 'Q5'].map((name) => `('${name}', 6, {('float32', (1, 64, 128))})`).join(', ')}]`,
    )
  })

  it('is not replaced without --force', async () => {
    expect(await type([...quick, '-o', output])).toMatchObject({ exit: 2, stderr: expect.stringContaining('--force') })
  })
})

describe('after an interruption', () => {
  const output = at('stopped.pkl')
  const partial = `${output}.partial`
  const kept = (): readonly string[] =>
    existsSync(partial) ? namesIn(partial).filter((name) => name.endsWith('.npy')) : []

  /** One question is enough: its six runs are kept as those of any other. */
  const first = [...given, '--only', 'Q1', '--steps', '6']

  /** Interrupts a run as soon as it tells of its fourth, when three are kept. */
  const interrupted = () => {
    const abort = new AbortController()
    const onNote = (text: string): void => {
      if (Number(/^run (\d+) of 6/.exec(text)?.[1]) >= 4) abort.abort('SIGINT')
    }
    return type([...first, '-o', output], { signal: abort.signal, onNote })
  }

  it('keeps the runs that have finished, writes nothing else, and goes on to the same bytes', async () => {
    const { exit, stderr } = await interrupted()
    expect(exit).toBe(130)
    expect(kept()).toHaveLength(3)
    expect(existsSync(output)).toBe(false)
    expect(stderr).toContain(`${kept().length} runs are kept in ${partial}: the same command goes on from there`)

    const done = readFileSync(join(partial, 'Q1.0.npy'))
    writeFileSync(join(partial, 'Q1.1.npy'), done.subarray(0, 100))
    const resumed = await type([...first, '-o', output])
    expect(resumed).toMatchObject({ exit: 0, stderr: expect.stringContaining(`in ${partial} from before`) })
    expect(existsSync(partial)).toBe(false)
    await type([...first, '-o', at('whole.pkl')])
    expect(readFileSync(output).equals(readFileSync(at('whole.pkl')))).toBe(true)
  })

  it('starts over where a setting is another, but for masks, and keeps what is not of its own making', async () => {
    rmSync(output)
    await interrupted()
    const before = kept()
    await type(['exercises', '--only', 'Q2', '-o', output])
    expect(kept()).toEqual(before)
    rmSync(output)
    writeFileSync(join(partial, 'notes.txt'), 'mine')
    const { stderr } = await type([...quick, '-o', output, '--only', 'Q1'])
    expect(stderr).not.toContain('from before')
    expect(namesIn(partial)).toEqual(['notes.txt'])
    await type([...quick, '-o', at('alone.pkl'), '--only', 'Q1'])
    expect(readFileSync(output).equals(readFileSync(at('alone.pkl')))).toBe(true)
  })

  it('refuses a file where runs are to be kept', async () => {
    writeFileSync(at('taken.pkl.partial'), 'mine')
    expect(await type([...quick, '-o', at('taken.pkl')])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('is a file'),
    })
  })
})

describe('--only', () => {
  /** The sum of a mask over frames, its 64 channels being equal. */
  const framesKept = (mask: Float32Array): number => mask.reduce((sum, value) => sum + value, 0) / 64

  it('Q2 needs neither model nor course', async () => {
    expect(await type(['exercises', '--only', 'q2', '-o', at('masks.pkl')])).toMatchObject({ exit: 0 })
    expect(arraysIn(at('masks.pkl')).map(framesKept)).toEqual([21, 43, 64, 21, 22, 64])
  })

  it('leaves the other questions out of the file', async () => {
    await type([...quick, '--only', 'Q5,Q2', '-o', at('two.pkl')])
    const arrays = arraysIn(at('two.pkl'))
    expect(arrays).toHaveLength(12)
    expect(arrays.slice(0, 6).map(framesKept)).toEqual([21, 43, 64, 21, 22, 64])
    for (const made of arrays.slice(6)) expect(new Set(made).size).toBeGreaterThan(4000)
    expect(new Set(arrays.slice(6).map(String)).size).toBe(6)
  })
})

describe('--compare', () => {
  const withMasks = skippedUnless(
    existsSync(shared),
    'no ../shared/course beside this repository, whose masks are compared',
  )
  it("prints as the notebook does: our masks are the course's", withMasks, async () => {
    expect(await type(['exercises', '--only', 'Q2', '--compare', shared])).toMatchObject({
      exit: 0,
      stdout: 'Latent MSE: 0  q2_0.pt\nLatent MSE: 0  q2_1.pt\n',
    })
  })

  it("runs the notebook's tests whose files are there", async () => {
    const expected = at('expected')
    mkdirSync(expected)
    for (const name of ['q1_0.pt', 'q3_0.pt']) cpSync(`${fixture}course/x_T.pt`, join(expected, name))
    const { exit, stdout } = await type([...quick, '--compare', expected, '--json'])
    expect(exit).toBe(0)
    const { compared } = JSON.parse(stdout)
    expect(compared.map(({ file }: { readonly file: string }) => file)).toEqual(['q1_0.pt', 'q3_0.pt'])
    const [whole, half] = compared.map(
      ({ meanSquaredError }: { readonly meanSquaredError: number }) => meanSquaredError,
    )
    // Both start from the file they are compared with; what inpainting keeps, half of the frames, is no error.
    expect(whole).toBeGreaterThan(1)
    expect(half / whole).toBeGreaterThan(0.3)
    expect(half / whole).toBeLessThan(0.7)
  })

  it('refuses a folder with none of them', async () => {
    expect(await type([...quick, '--compare', folder])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('q1_0.pt'),
    })
  })
})

describe('what cannot be done', () => {
  it.each([
    [['exercises'], 'give --output homework4.pkl, or --compare'],
    [['exercises', '-o', at('x.npz')], 'a name that ends in .pkl'],
    [['exercises', '-o', at('x.pkl')], '--model is missing'],
    [['exercises', '--model', 'm', '-o', at('x.pkl')], '--course is missing'],
    [['exercises', '-o', at('x.pkl'), '--only', 'Q6'], 'one or several of Q1, Q2, Q3, Q4, Q5'],
    [[...quick, '-o', at('x.pkl'), '--noise', 'keyed'], 'torch-cpu'],
    [[...given, '-o', at('x.pkl'), '--steps', '0'], 'a whole number from 1'],
    [[...quick, '-o', at('x.pkl'), '--course', folder], 'x_T.pt'],
    [[...quick, '-o', at('x.pkl'), '--model', folder], 'no Stable Audio checkpoint'],
    [[...quick, '-o', at('none/x.pkl')], 'there is no folder'],
  ])('%j is refused before anything is run', async (argv, right) => {
    const { exit, stdout, stderr } = await type(argv)
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
    expect(stderr).toContain(right)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(namesIn(folder)).not.toContain('x.pkl')
  })

  it('a course whose references are missing is told before the first run', async () => {
    const course = at('course')
    mkdirSync(course)
    cpSync(`${fixture}course/x_T.pt`, join(course, 'x_T.pt'))
    const { exit, stderr } = await type([...quick, '--course', course, '-o', at('y.pkl')])
    expect(exit).toBe(2)
    expect(stderr).toContain(`there is neither ${join(course, 'references/0')}.wav nor`)
    expect(namesIn(folder)).not.toContain('y.pkl.partial')
  })
})
