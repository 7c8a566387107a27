import type { Sound } from '@sigmastream/server/api'
import { resultPath, soundPath } from '../api/api.js'
import type { Source } from './hearing.js'
import type { Take } from './takes.js'

/** Where a source lies, at which rate, and how much of it comes before the recording begins. */
export interface SourcePlace {
  readonly path: string
  readonly sampleRate: number
  readonly name: string
  readonly lead: number
}

const leadOf = ({ recipe }: Take['render']): number => (recipe.command === 'extend' ? recipe.before : 0)

/** Where a source lies; `null` where it is not there, or not yet. */
export const sourcePlace = (source: Source, sound: Sound | null, takes: readonly Take[]): SourcePlace | null => {
  if (source._tag === 'Recording')
    return sound === null
      ? null
      : { path: soundPath(sound.id), sampleRate: sound.sampleRate, name: sound.name, lead: 0 }
  const take = takes.find(({ render }) => render.id === source.id)
  if (take === undefined) return null
  const { render, previews } = take
  const sampleRate = render.result?.sampleRate ?? sound?.sampleRate ?? 44_100
  const lead = leadOf(render)
  if (source._tag === 'Result')
    return render.result === null ? null : { path: resultPath(render.id), sampleRate, name: render.result.name, lead }
  const preview = previews.find(({ index }) => index === source.index)
  return preview === undefined ? null : { path: preview.href, sampleRate, name: `step ${source.index + 1}`, lead }
}
