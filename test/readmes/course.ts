import { constant } from '@sigmastream/core'
import { describeCourseError, gradedMasks, gradedRuns, masksOf } from '@sigmastream/course'
import { either as E } from 'fp-ts'

for (const { name, prompt, task } of gradedRuns.slice(0, 2)) console.log(name, prompt, task._tag)

// The latents of the notebook: 128 frames of 64 channels, 44 100 / 2 048 frames a second.
const masks = masksOf(gradedMasks, constant([1, 64, 128], 0), 44_100 / 2048)
if (E.isLeft(masks)) throw new Error(describeCourseError(masks.left))
for (const [name, mask] of masks.right) console.log(name, mask.data.slice(0, 128).filter((value) => value === 1).length)
