import { join } from 'node:path'

/** The files of a render, in its folder. */
export interface RenderFiles {
  readonly note: string
  readonly frames: string
  readonly previews: string
  readonly picture: string
  readonly result: (format: 'wav' | 'flac') => string
  readonly preview: (index: number) => string
  /** The frame after so many steps, as `saveCheckpoint` names it. */
  readonly frame: (done: number) => string
}

/** See `RenderFiles`. */
export const filesOf = (folder: string): RenderFiles => ({
  note: join(folder, 'render.json'),
  frames: join(folder, 'frames'),
  previews: join(folder, 'previews'),
  picture: join(folder, 'picture.png'),
  result: (format) => join(folder, `result.${format}`),
  preview: (index) => join(folder, 'previews', `step-${index}.wav`),
  frame: (done) => join(folder, 'frames', `step-${String(done).padStart(4, '0')}.safetensors`),
})
