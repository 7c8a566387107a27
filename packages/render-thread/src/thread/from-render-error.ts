import { describeRenderError, type RenderError, textOf } from '@sigmastream/pipeline'
import { type Fault, fault } from '../wire/fault.js'

/** What ended a rendering without its result, as it is told of over the wire. */
export const fromRenderError = (error: RenderError): Fault => {
  switch (error._tag) {
    case 'BadRecipe':
      return fault('bad-recipe', textOf(error.wrong), textOf(error.right))
    case 'RenderFailed':
      return fault('render-failed', describeRenderError(error), 'run it again, or change the recipe')
    case 'RenderStopped':
      return fault('cancelled', 'it was cancelled', 'run it again')
  }
}
