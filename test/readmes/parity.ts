import { describeParityError, parity } from '@sigmastream/parity'
import { either as E } from 'fp-ts'

const report = await parity('fixtures/kdiffusion')()
if (E.isLeft(report)) throw new Error(describeParityError(report.left))

const { comparisons, unknown } = report.right
const failed = comparisons.filter(({ pass }) => !pass)
for (const { what, absolute, tolerance } of failed) console.log(what, absolute, tolerance.bound)
console.log(`${comparisons.length} compared, ${failed.length} failed, ${unknown.length} not known`)
