import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** A processor, as far as it decides how the engine computes on it. */
export interface Processor {
  /** As `process.arch` says it. */
  readonly arch: string
  /** The instruction sets that it has, as Linux names them; `null` where the system does not tell. */
  readonly sets: readonly string[] | null
  /** What it is called. */
  readonly name: string
}

/** The sets in what Linux says of its processors: the line `flags` of an x86, `Features` of an Arm. */
const setsIn = (cpuinfo: string): readonly string[] | null =>
  /^(?:flags|Features)\s*:(.*)$/m.exec(cpuinfo)?.[1]?.trim().split(/\s+/) ?? null

const cpuinfo = (): string => {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8')
  } catch {
    return '' // only Linux has it
  }
}

/** The processor of this machine. */
export const thisProcessor = (): Processor => ({
  arch: process.arch,
  sets: setsIn(cpuinfo()),
  name: cpus()[0]?.model ?? 'unknown',
})
