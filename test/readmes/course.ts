import { constant, describeSampleError } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { keyed } from '@sigmastream/core/noise'
import { generateInpaintingMask, gradedRuns, simpleSampleInpaint } from '@sigmastream/course'
import { either as E } from 'fp-ts'

for (const { name, prompt, task } of gradedRuns.slice(0, 2)) console.log(name, prompt, task._tag)

// Question 3, of a recording of three seconds at ten frames a second: its first second is made anew.
const reference = constant([1, 8, 30], 0.5)
const mask = generateInpaintingMask(reference, 0, 1, 10)
const [noise, sigmas] = [keyed(456), [80, 20, 5, 1, 0]]
const x = constant(reference.shape, 80)

const answer = await simpleSampleInpaint(gaussianDenoiser(0.5, 0.1), x, sigmas, reference, mask, { noise })()
if (E.isLeft(answer)) throw new Error(describeSampleError(answer.left))
console.log(`kept ${answer.right.data[20]}`)
