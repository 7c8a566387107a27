import { frameList, orThrow, plan, resume, run } from '@sigmastream/core'
import { gaussianDenoiser } from '@sigmastream/core/analytic'
import { keyed } from '@sigmastream/core/noise'
import { euler } from '@sigmastream/samplers'
import { describeFileError, loadFrame, readTensors, saveFrame, writeTensors } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'

const latent = { shape: [1, 2, 2], data: Float32Array.of(1, 2, 3, 4) }
const written = await writeTensors('latents.npz', new Map([['take', latent]]))()
if (E.isLeft(written)) throw new Error(describeFileError(written.left))

const read = await readTensors('latents.npz')()
if (E.isLeft(read)) throw new Error(describeFileError(read.left))
for (const [name, { dtype, shape, data }] of read.right) console.log(name, dtype, shape.join('x'), data[3])

const whole = orThrow(plan({ step: euler(), schedule: [9, 3, 1, 0], shape: [1, 1, 4] }))
const engine = { denoiser: gaussianDenoiser(0, 1), noise: keyed(7) }
const [first] = orThrow(await frameList(whole, engine)())
if (first !== undefined) await saveFrame('step-1.safetensors', whole, first)()

const frame = await loadFrame('step-1.safetensors')()
if (E.isLeft(frame)) throw new Error(describeFileError(frame.left))
const { x } = orThrow(await run(resume(whole, frame.right), engine)())
console.log(x.shape.join('x'))
