import { field, words } from '../../words.js'
import type { FieldWords } from '../field-words.js'
import { encodings } from '../names.js'

const hash = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'

/** What the fields of clips, and of what was made of them, are to a musician. */
export const materialWords = {
  input: { title: 'Recording', about: words`the name of the recording that is worked on`, examples: ['take.wav'] },
  inputHash: {
    title: 'Which recording',
    about: words`the recording that is worked on, by the SHA-256 of its file`,
    examples: [hash],
  },
  exemplars: {
    title: 'Learn from',
    about: words`the names of the recordings that the embedded model learns from, instead of ${field('clip')}`,
    usual: words`${field('clip')} itself`,
    examples: [['strings.wav']],
  },
  exemplarHashes: {
    title: 'Which to learn from',
    about: words`the recordings that are learnt from, by the SHA-256 of their files, in the order of ${field('exemplars')}`,
    examples: [[hash]],
  },
  tensor: {
    title: 'Tensor',
    about: words`latents only: which tensor of a file that holds several`,
    examples: ['latent'],
  },
  windowLength: {
    title: 'Length of a patch',
    about: words`how long the patches are that the model learns from, in seconds`,
    default: 0.5,
    examples: [0.25],
  },
  overlap: {
    title: 'Heard beside it',
    about: words`how many seconds are heard of what lies beside what is made, and, with ${field('model')}, shared by windows where the sound is longer than one; without it, of extend alone`,
    usual: words`1; with ${field('model')} what a window has room for, or a quarter of it where that is too little`,
    examples: [3],
  },
  frameRate: {
    title: 'Frames a second',
    about: words`latents only: frames a second, such as 21.533203125`,
    examples: [21.533203125],
  },
  encoding: {
    title: 'How sound is stored',
    about: words`how sound is stored: ${Object.keys(encodings).join(', ')}`,
    usual: words`as ${field('clip')} is; pcm16 where it is MP3 or Ogg`,
    examples: ['pcm24'],
  },
  bits: {
    title: 'Version of the bits',
    about: words`which version made it: it goes up where the same recipe gives other bits than before`,
    examples: [4],
  },
  model: {
    title: 'Model',
    about: words`which model: exemplar is the embedded one, which learns from the recordings themselves; a checkpoint is named by its SHA-256`,
    default: 'exemplar',
    examples: ['exemplar', hash],
  },
  startScale: {
    title: 'Scale of the start',
    about: words`by how much the first noise is multiplied; a checkpoint's profile knows it`,
    usual: words`1, or what the profile says`,
    examples: [1],
  },
  memory: {
    title: 'Memory',
    about: words`how many bytes encoding and decoding may count on; what is long is done in parts that fit`,
    usual: words`what is free`,
    examples: [4_000_000_000],
  },
  item: {
    title: 'Which of the batch',
    about: words`which of the results of a batch, counted from 0`,
    usual: words`all of them`,
    examples: [0],
  },
  earlier: {
    title: 'What it was before',
    about: words`what a take that was forked was until a step, the first part of the run first`,
    examples: [[{ until: 12, seed: 7 }]],
  },
  until: {
    title: 'Until step',
    about: words`how many steps of the run were done when it became what the recipe says`,
    examples: [12],
  },
  by: {
    title: 'How far toward',
    about: words`how far the noise goes: 0 is what ${field('seed')} makes, 1 what ${field('toward')} makes`,
    default: 0.5,
    examples: [0.25],
  },
} satisfies Readonly<Record<string, FieldWords>>
