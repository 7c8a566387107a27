import type { Region } from '@sigmastream/core'
import type { PaintWindow } from './task.js'

/** What a command asks for, in the person's units. `feather` is in seconds, `noiseLevel` a sigma. */
export type Request =
  | { readonly _tag: 'Generate' }
  | {
      readonly _tag: 'Inpaint'
      readonly regions: readonly Region[]
      readonly feather: number
      readonly paint: PaintWindow | null
    }
  | { readonly _tag: 'Restyle'; readonly strength: number }
  | { readonly _tag: 'Vary'; readonly noiseLevel: number }
