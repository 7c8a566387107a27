import { loadStableAudio } from '@sigmastream/model-sao'
import { readTensors, type Tensor } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type CourseAnswers,
  gradedMasks,
  gradedRuns,
  gradedSettings,
  masksOf,
  readCourseFiles,
  runCourse,
} from '../src/index.js'
import { latentOf, narrow, right } from './support.js'

// `sigmastream parity` compares the whole graded run; here some of it is run alone, as --only and a resumed run do.
const alone = ['Q1.1', 'Q3.0', 'Q4.0', 'Q4.5', 'Q5.0', 'Q5.3']

const recorded = await readTensors(`${narrow}homework4.safetensors`)()
const expectedOf = (name: string): Tensor => {
  const tensor = E.isRight(recorded) ? recorded.right.get(name) : undefined
  if (tensor === undefined) throw new Error(`${name} is not recorded`)
  return tensor
}

/** The largest difference over the largest recorded value. */
const distance = (ours: Tensor, { data }: Tensor): number => {
  const expected = [...data]
  const largest = Math.max(...expected.map(Math.abs))
  return Math.max(...expected.map((value, i) => Math.abs(value - (ours.data[i] ?? NaN)))) / largest
}

describe('against the recorded run of the notebook in PyTorch', () => {
  const course = readCourseFiles(`${narrow}course`, gradedRuns)
  let answered: CourseAnswers

  beforeAll(async () => {
    const model = await loadStableAudio(`${narrow}checkpoint`, { threads: 1 })()
    if (E.isLeft(model)) throw new Error(JSON.stringify(model.left))
    answered = right(
      await runCourse({ ...gradedSettings, model: model.right, course: right(await course()), only: alone })(),
    )
    await model.right.close()
  }, 60_000)

  it.each(alone)('%s is the recorded answer, though the runs before it were not made', (name) => {
    expect(distance(latentOf(answered.answers, name), expectedOf(name))).toBeLessThan(1e-4)
  })

  it.each(alone.slice(1))('the reference of %s was drawn where the run before it left the generator', (name) => {
    const recordedName = name.replace('.', '.reference.')
    expect(distance(latentOf(answered.references, name), expectedOf(recordedName))).toBeLessThan(1e-4)
  })

  it('the masks are equal', async () => {
    const masks = right(masksOf(gradedMasks, right(await course()).start, 44_100 / 2048))
    expect([...masks.keys()]).toHaveLength(6)
    for (const [name, { shape, data }] of masks) {
      expect(shape).toEqual([1, 64, 128])
      expect([...data]).toEqual([...expectedOf(name).data])
    }
  })
})
