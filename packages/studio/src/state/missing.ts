import type { ModelEntry, Sound } from '@sigmastream/server/api'
import type { ModelSkills } from './field-groups.js'
import { embeddedModel, type Request } from './request.js'
import { taskOf } from './tasks.js'

/** What a model can; one that is not known can what all can. */
export const skillsOf = (models: readonly ModelEntry[], id: string): ModelSkills =>
  models.find((model) => model.id === id) ?? { text: false, fillsGaps: false }

/** Whether a model reads text; the embedded one does not. */
export const readsText = (models: readonly ModelEntry[], id: string): boolean => skillsOf(models, id).text

/** Whether a task can be asked of a model. */
export const offers = (models: readonly ModelEntry[], { model }: Request, task: Request['task']): boolean =>
  !taskOf(task).needsText || readsText(models, model)

/** What is still to be said before takes can be made; `null` where nothing is. */
export const missingFrom = (request: Request, sound: Sound | null, models: readonly ModelEntry[]): string | null => {
  const { task, regions, prompt, fromPrompt, knobs, before, model } = request
  const { needsSound, needsText } = taskOf(task)
  if (needsText && !readsText(models, model)) return 'Choose a model that reads words.'
  if (needsSound && sound === null) return 'Drop or record a sound first.'
  if (task === 'inpaint' && regions.length === 0) return 'Drag over the part of the sound that is to be made anew.'
  if (task === 'edit' && fromPrompt.trim() === '') return 'Say in words what is heard now.'
  if (needsText && prompt.trim() === '') return 'Say in words what is to be heard.'
  if (task === 'extend' && knobs.extend === 0 && before === 0) return 'Drag past an end of the sound, or turn the knob.'
  if (task === 'restyle' && model === embeddedModel && request.style.length === 0)
    return 'Drop a second sound, whose style is to be taken.'
  return null
}
