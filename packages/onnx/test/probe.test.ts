import { either as E } from 'fp-ts'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { agreesWithCpu } from '../src/probe-graphs.js'
import { absentCode } from '../src/probing.js'

const { argv, exitCode } = process
afterEach(() => {
  process.argv = argv
  process.exitCode = exitCode
})

/** The exit code of the program that is started with the name of a device. */
const exitFor = async (name: string): Promise<unknown> => {
  process.argv = ['node', 'probe', name]
  process.exitCode = undefined
  vi.resetModules() // a program runs once for each import
  await import('../src/probe.js')
  return process.exitCode
}

describe('what a device is tried with', () => {
  it('computes on the cpu what the cpu computes', async () => {
    expect(await agreesWithCpu('cpu')()).toSatisfy(E.isRight)
  })

  it('ends well for the cpu, and says that there is no such device for a name that is none', async () => {
    expect(await exitFor('cpu')).toBeUndefined()
    expect(await exitFor('abacus')).toBe(absentCode)
    expect(await exitFor('')).toBe(absentCode)
    // A device of another system, which this build of the engine has not.
    expect(await exitFor(process.platform === 'darwin' ? 'directml' : 'coreml')).toBe(absentCode)
  })
})
