import { writeFile } from 'node:fs/promises'
import { constant } from '@sigmastream/core'
import {
  describeExercisesError,
  exerciseLatents,
  gradedMasks,
  gradedRuns,
  homeworkFile,
  masksOf,
} from '@sigmastream/course'
import { either as E } from 'fp-ts'

for (const { name, prompt, task } of gradedRuns.slice(0, 2)) console.log(name, prompt, task._tag)

const { shape, frameRate } = exerciseLatents
const masks = masksOf(gradedMasks, constant(shape, 0), frameRate)
if (E.isLeft(masks)) throw new Error(describeExercisesError(masks.left))
await writeFile('homework4.pkl', homeworkFile(masks.right))
