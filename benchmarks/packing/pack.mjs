// Packs the weights of a folder, and says what became of them. usage: node pack.mjs FOLDER PRECISION
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { openCheckpoint } from '@sigmastream/model-sao/parts'
import { weightsToPack } from '../../packages/model-sao/dist/precision/matrices.js'
import { packModel } from '../../packages/model-sao/dist/precision/packed-weights.js'
import { clocked, right } from '../sao/parts/common.mjs'

const [folder, precision] = process.argv.slice(2)
const { stored } = await right(openCheckpoint(folder))
const packed = { cache: join(folder, 'cache'), identity: 'holes', stored, precision }
const source = weightsToPack(stored, precision).flatMap(({ parts }) => parts.map(({ length }) => length))
const [{ path }, seconds] = await clocked(() => right(packModel(packed, [], {})))
const gigabytes = (bytes) => `${(bytes / 1e9).toFixed(2)} GB`
console.log(
  `${precision}: ${gigabytes(source.reduce((sum, length) => sum + length, 0))} of weights become ${gigabytes(statSync(path).size)} in ${seconds.toFixed(0)} s`,
)
