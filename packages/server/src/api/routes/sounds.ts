import { fileName, idOf } from '../parameters.js'
import { Sound } from '../sound.js'
import { answer, bytes, json, type Routes } from './parts.js'

const ofSound = { id: idOf('a sound') }
const sound = json(Sound)

/** What is done with sounds. */
export const soundRoutes = {
  addSound: {
    method: 'POST',
    path: '/v1/sounds',
    summary: 'upload a sound',
    about:
      'The body is the file as it is: WAV, FLAC, MP3 or Ogg. Its id is the SHA-256 of its bytes; the same file again is the same sound.',
    query: { name: fileName },
    body: { content: bytes('*/*'), required: true },
    answers: [answer(201, 'a new sound', sound), answer(200, 'the same sound, which was there', sound)],
    errors: [413, 422, 507],
  },
  sound: {
    method: 'GET',
    path: '/v1/sounds/:id',
    summary: 'what a sound is',
    about: 'Its name, its length, and what the file says that it was made by.',
    parameters: ofSound,
    answers: [answer(200, 'the sound', sound)],
    errors: [404],
  },
  soundData: {
    method: 'GET',
    path: '/v1/sounds/:id/data',
    summary: 'the file of a sound',
    about: 'The bytes as they were uploaded.',
    parameters: ofSound,
    answers: [answer(200, 'the file', bytes('audio/*'))],
    errors: [404],
    ranges: true,
  },
} as const satisfies Routes
