import type { CommandEntry } from './entry.js'

/** Commands under a name of their own, such as `model`, as help says it; `examples` are typed after the program's name. */
export interface CommandGroup {
  readonly name: string
  readonly summary: string
  readonly description: string
  readonly examples: readonly string[]
  /** In the order of help. */
  readonly commands: readonly CommandEntry[]
}
