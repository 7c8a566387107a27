import type { Fault } from '@sigmastream/server/api'
import { sentence } from '../state/sentence.js'

/** What can go wrong where the page asks for something, or is given something. */
export type Problem =
  | { readonly _tag: 'Unreachable' }
  | { readonly _tag: 'Refusal'; readonly status: number; readonly fault: Fault }
  | { readonly _tag: 'StrangeAnswer'; readonly path: string; readonly why: string }
  | { readonly _tag: 'NoSound'; readonly name: string }
  | { readonly _tag: 'NoMicrophone'; readonly why: 'refused' | 'missing' | 'unknown' }
  | { readonly _tag: 'OriginalMissing'; readonly name: string | null }

/** What is wrong, and what would be right, in words for a person. */
export interface ProblemWords {
  readonly message: string
  readonly right: string
}

const microphone = {
  refused: [
    'This page was not allowed to listen.',
    'Allow the microphone for this address in the browser, and try again.',
  ],
  missing: ['No microphone was found.', 'Connect one, or drop a file instead.'],
  unknown: ['The microphone could not be opened.', 'See whether another program holds it, or drop a file instead.'],
} as const

const quote = (name: string | null): string => (name === null ? 'a recording' : `“${name}”`)

/** A problem in words. What the server says is handed on, as sentences. */
export const problemWords = (problem: Problem): ProblemWords => {
  switch (problem._tag) {
    case 'Unreachable':
      return {
        message: 'The studio’s server does not answer.',
        right: 'It is asked again until it does. Is the command “sigmastream studio” still running?',
      }
    case 'Refusal':
      return { message: sentence(problem.fault.message), right: sentence(problem.fault.right) }
    case 'StrangeAnswer':
      return {
        message: `The server answered something that this page does not understand (${problem.path}: ${problem.why}).`,
        right: 'Load the page again: it may be older than the server.',
      }
    case 'NoSound':
      return {
        message: `${quote(problem.name)} could not be heard as sound by this browser.`,
        right: 'Drop a WAV, FLAC, MP3 or Ogg file.',
      }
    case 'NoMicrophone': {
      const [message, right] = microphone[problem.why]
      return { message, right }
    }
    case 'OriginalMissing':
      return {
        message: `This file was made from ${quote(problem.name)}, which is not here.`,
        right: 'Drop that recording as well to make it again. Until then, this file is the recording.',
      }
  }
}
