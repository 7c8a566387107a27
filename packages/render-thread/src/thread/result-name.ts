import { basename, extname } from 'node:path'
import type { Recipe } from '@sigmastream/pipeline'

/** What a result is saved as: the name of what it was made of, what was done, and its seed. */
export const nameOfResult = ({ input, prompt, command, seed }: Recipe, format: string): string => {
  const of = input ?? prompt ?? 'sound'
  const stem = basename(of, extname(of))
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replaceAll(/^[-.]+|-+$/g, '')
    .slice(0, 60)
  return `${stem === '' ? 'sound' : stem}-${command}${seed === undefined ? '' : `-${seed}`}.${format}`
}
