import { type DefaultSource, fieldWords, helpText } from '@sigmastream/pipeline/recipe'
import { optionName } from './option-name.js'

/** What a field of a recipe does and what it is where nobody says, in the words that its schema has too. */
export const fieldHelp = (name: keyof typeof fieldWords, asked?: DefaultSource): string =>
  helpText(fieldWords[name], optionName, asked)
