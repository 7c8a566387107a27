import { describeFileError, readTensors, writeTensors } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'

const latent = { shape: [1, 2, 2], data: Float32Array.of(1, 2, 3, 4) }
const written = await writeTensors('latents.npz', new Map([['take', latent]]))()
if (E.isLeft(written)) throw new Error(describeFileError(written.left))

const read = await readTensors('latents.npz')()
if (E.isLeft(read)) throw new Error(describeFileError(read.left))
for (const [name, { dtype, shape, data }] of read.right) console.log(name, dtype, shape.join('x'), data[3])
