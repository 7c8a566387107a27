import { constant, type Latent } from '@sigmastream/core'
import { taskEither as TE } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import {
  type CourseFiles,
  type CourseProgress,
  type FinishedRuns,
  gradedRuns,
  gradedSettings,
  runCourse,
} from '../src/index.js'
import { notebookTests } from '../src/notebook-tests.js'
import { latentOf, right, toyCourse, toyModel, wrong } from './support.js'

const settings = { ...gradedSettings, steps: 4, course: toyCourse }

const memory = (held: Map<string, Latent>): FinishedRuns => ({
  load: (run) => TE.right(held.get(run) ?? null),
  save: (run, answer) => TE.right(void held.set(run, answer)),
})

const valuesOf = (answers: ReadonlyMap<string, Latent>) => [...answers].map(([name, { data }]) => [name, [...data]])

describe('the graded runs', () => {
  it('are 24, in the order of the notebook, with the prompt of Q5 that comes first being the last', () => {
    expect(gradedRuns.map(({ name }) => name)).toEqual(
      ['Q1', 'Q3', 'Q4', 'Q5'].flatMap((question) => Array.from({ length: 6 }, (_, i) => `${question}.${i}`)),
    )
    expect(gradedRuns[18]?.prompt).toBe(gradedRuns[5]?.prompt)
    expect(gradedRuns[19]?.prompt).toBe(gradedRuns[0]?.prompt)
  })

  it('are answered in order, and each prompt is told once', async () => {
    const asked: string[] = []
    const { answers } = right(await runCourse({ ...settings, model: toyModel(asked) })())
    expect([...answers.keys()]).toEqual(gradedRuns.map(({ name }) => name))
    expect(asked.toSorted()).toEqual([...new Set(gradedRuns.map(({ prompt }) => prompt))].toSorted())
  })

  it('inpainting keeps what its region leaves out, bit for bit', async () => {
    const { answers, references } = right(await runCourse({ ...settings, model: toyModel(), only: ['Q3'] })())
    const kept = ({ data }: Latent) => [...data].filter((_, i) => i % 128 >= 20 && i % 128 < 128)
    expect(kept(latentOf(answers, 'Q3.0'))).toEqual(kept(latentOf(references, 'Q3.0')))
  })

  it('tell of every step', async () => {
    const seen: string[] = []
    const onProgress = ({ run, finished, runs, step, steps }: CourseProgress) =>
      void seen.push(`${run} ${finished}/${runs} ${step}/${steps}`)
    right(await runCourse({ ...settings, model: toyModel(), only: ['Q1.0', 'Q5.3'], onProgress })())
    // A strength of 0.6 leaves the last two of four steps.
    expect(seen).toEqual([
      'Q1.0 0/2 1/4',
      'Q1.0 0/2 2/4',
      'Q1.0 0/2 3/4',
      'Q1.0 0/2 4/4',
      'Q5.3 1/2 1/2',
      'Q5.3 1/2 2/2',
    ])
  })
})

describe('an interrupted run', () => {
  it('keeps what is finished, and goes on to the bits of an uninterrupted one without doing it again', async () => {
    const [held, abort] = [new Map<string, Latent>(), new AbortController()]
    const stopped = await runCourse({
      ...settings,
      model: toyModel(),
      resume: memory(held),
      signal: abort.signal,
      onProgress: ({ run }) => run === 'Q3.2' && abort.abort(),
    })()
    expect(wrong(stopped)).toBe('Q3.2: step 1: the run was aborted')
    expect([...held.keys()]).toEqual(gradedRuns.slice(0, 8).map(({ name }) => name))

    const asked: string[] = []
    const runs: string[] = []
    const onProgress = ({ run }: CourseProgress) => void runs.push(run)
    const resumed = right(await runCourse({ ...settings, model: toyModel(asked), resume: memory(held), onProgress })())
    expect(new Set(runs)).toEqual(new Set(gradedRuns.slice(8).map(({ name }) => name)))
    const whole = right(await runCourse({ ...settings, model: toyModel() })())
    expect(valuesOf(resumed.answers)).toEqual(valuesOf(whole.answers))
    expect([...resumed.references.keys()]).toEqual(gradedRuns.slice(8).map(({ name }) => name))
  })

  it('does not take an answer of another shape', async () => {
    const held = new Map([['Q1.0', constant([1, 2, 64], 7)]])
    const { answers } = right(await runCourse({ ...settings, model: toyModel(), resume: memory(held), only: ['Q1'] })())
    expect(latentOf(answers, 'Q1.0').shape).toEqual([1, 2, 128])
  })

  it('says so where a finished run cannot be kept', async () => {
    const full: FinishedRuns = {
      load: () => TE.right(null),
      save: (run) => TE.left({ _tag: 'NotKept', run, reason: 'the disk is full' }),
    }
    const failed = await runCourse({ ...settings, model: toyModel(), resume: full, only: ['Q1'] })()
    expect(wrong(failed)).toContain('Q1.0 is done and cannot be kept (the disk is full)')
  })
})

describe('what does not fit', () => {
  const failing = async (course: CourseFiles, only: readonly string[] = ['Q3.0']) =>
    wrong(await runCourse({ ...settings, model: toyModel(), course, only })())

  it('is an x_T of other channels than the model', async () => {
    expect(await failing({ ...toyCourse, start: constant([1, 3, 128], 1) })).toContain(
      '3 channels; give what the model has, 2',
    )
  })

  it('is a course without the reference of a run', async () => {
    expect(await failing({ ...toyCourse, references: new Map() })).toContain('references/0.wav nor')
  })

  it('is an x_T that is too short for the regions', async () => {
    const references = new Map([['references/0', { _tag: 'Encoded', latent: constant([1, 2, 4], 0) }]] as const)
    expect(await failing({ start: constant([1, 2, 4], 1), references })).toContain('past the end')
  })

  it('is no step at all', async () => {
    const none = await runCourse({ ...settings, steps: 0, model: toyModel(), only: ['Q1.0'] })()
    expect(wrong(none)).toContain('a whole number of at least 1')
  })

  it('is a network that answers with NaN, and the run is named', async () => {
    const model = { ...toyModel(), denoiser: () => TE.right((x: Latent) => Promise.resolve(constant(x.shape, NaN))) }
    expect(wrong(await runCourse({ ...settings, model, only: ['Q1.2'] })())).toMatch(/^Q1\.2: step 0: .*NaN/)
  })
})

describe("the notebook's own tests", () => {
  it('run on encoded references, which draw nothing', async () => {
    const encoded = { _tag: 'Encoded', latent: constant([1, 2, 128], 0.25) } as const
    const course = {
      ...toyCourse,
      references: new Map([
        ['q1_0', encoded],
        ['q1_1', encoded],
      ]),
    }
    const asked = { ...settings, model: toyModel(), course, sequence: notebookTests }
    const { answers, references } = right(await runCourse(asked)())
    expect([...answers.keys()]).toEqual(notebookTests.map(({ name }) => name))
    expect([...latentOf(references, 'Q5.1').data]).toEqual([...encoded.latent.data])
  })
})
