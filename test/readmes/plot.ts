import { writeFile } from 'node:fs/promises'
import { constant } from '@sigmastream/core'
import { describePlotError, latentPictures, plotRun } from '@sigmastream/plot'
import { either as E } from 'fp-ts'

const png = await plotRun({
  title: 'A gap of two seconds, filled',
  subtitle: 'dpmpp-2m, 3 steps',
  pictures: latentPictures(constant([1, 8, 40], 0), constant([1, 8, 40], 1), 10),
  regions: [{ from: 1, to: 3 }],
  sigmas: [10, 3, 1, 0],
  moved: [
    { step: 1, rms: 0.4 },
    { step: 2, rms: 0.1 },
  ],
})()
if (E.isLeft(png)) throw new Error(describePlotError(png.left))
await writeFile('run.png', png.right)
