import { either as E } from 'fp-ts'
import { type CliError, usage } from '../errors.js'
import type { Settings } from '../options/settings.js'

/** A usage error where it is said how often something is heard, and not that it is. */
export const checkPreviewEvery = ({ preview, previewEvery: asked }: Settings): E.Either<CliError, void> =>
  asked === undefined || preview !== undefined
    ? E.right(undefined)
    : E.left(usage('--preview-every is for --preview: give that and a folder as well, or leave it out'))
