import { either as E } from 'fp-ts'
import { isBuiltIn } from './backends.js'
import { isDevice } from './device.js'
import { agreesWithCpu } from './probe-graphs.js'
import { absentCode, failedCode } from './probing.js'

/**
 * The program that `probeDevice` starts with the name of a device: its exit code says what came of it, its output why.
 */

const [, , name = ''] = process.argv
if (!isDevice(name) || !isBuiltIn(name)) {
  process.exitCode = absentCode
} else {
  const result = await agreesWithCpu(name)()
  if (E.isLeft(result)) {
    process.stdout.write('message' in result.left ? result.left.message : result.left._tag)
    process.exitCode = failedCode
  }
}
