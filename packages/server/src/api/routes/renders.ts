import { AskedRecipe } from '@sigmastream/pipeline/recipe'
import { ForkRequest, StopRequest } from '../changes.js'
import { renderEvents } from '../events.js'
import { container, countOf, idOf } from '../parameters.js'
import { FrameList, Render, RenderList } from '../render.js'
import { answer, bytes, json, type Routes } from './parts.js'

const ofRender = { id: idOf('a render') }

const render = json(Render)
const newRender = [answer(201, 'a new render', render), answer(200, 'the same render, which was there', render)]

/** A route to one of the files of a render that there is one of for each step: which step `i` is, what the file is, and its type. */
const fileOfStep = (i: string, file: string, type: string) => ({
  parameters: { ...ofRender, i: countOf(i) },
  answers: [answer(200, file, bytes(type))],
  errors: [404],
  ranges: true,
})

/** What is done with a render, and what it made. */
export const renderRoutes = {
  addRender: {
    method: 'POST',
    path: '/v1/renders',
    summary: 'render a recipe',
    about:
      'The recipe as a file that was made here has it, or as you write it: `command` says what is done, `inputHash` the id of the sound that it works on. What is usual of its task may be left out, and a seed is chosen where it has none. The same recipe again is the same render; one that failed or was cancelled is run again.',
    body: { content: json(AskedRecipe), required: true },
    answers: newRender,
    errors: [400, 404, 413, 422, 429, 507],
  },
  renders: {
    method: 'GET',
    path: '/v1/renders',
    summary: 'all renders',
    about: 'The newest first.',
    answers: [answer(200, 'the renders', json(RenderList))],
    errors: [],
  },
  render: {
    method: 'GET',
    path: '/v1/renders/:id',
    summary: 'where a render is',
    about: 'Its recipe, its state, how far it is, and its result once it is done.',
    parameters: ofRender,
    answers: [answer(200, 'the render', render)],
    errors: [404],
  },
  removeRender: {
    method: 'DELETE',
    path: '/v1/renders/:id',
    summary: 'cancel or remove a render',
    about:
      'One that waits or runs is cancelled: the model call under way is its last. One that is over is removed, with all its files.',
    parameters: ofRender,
    answers: [answer(200, 'it was cancelled', render), answer(204, 'it was removed', null)],
    errors: [404],
  },
  events: {
    method: 'GET',
    path: '/v1/renders/:id/events',
    summary: 'what happens to a render, as it happens',
    about:
      'Server-sent events, each with an id; `Last-Event-ID` leaves out those that were read. A reader that is slow gets fewer previews, and all else. It ends after `done`, `failed` or `cancelled`.',
    parameters: ofRender,
    answers: [answer(200, 'the events', { _tag: 'Events', codecs: renderEvents })],
    errors: [404],
  },
  result: {
    method: 'GET',
    path: '/v1/renders/:id/result',
    summary: 'the sound that a render made',
    about: 'With its recipe inside, so that it can be made again.',
    parameters: ofRender,
    query: { format: container },
    answers: [answer(200, 'the file', bytes('audio/*'))],
    errors: [404, 409, 422],
    ranges: true,
  },
  picture: {
    method: 'GET',
    path: '/v1/renders/:id/picture',
    summary: 'the picture of a render',
    about: 'Before and after as spectrograms, the noise levels, and how far the estimate moved.',
    parameters: ofRender,
    answers: [answer(200, 'the picture', bytes('image/png'))],
    errors: [404, 409],
  },
  frames: {
    method: 'GET',
    path: '/v1/renders/:id/frames',
    summary: 'which frames of a render are kept',
    about: 'A frame is all that a run has in hand after a step: a fork goes on from one.',
    parameters: ofRender,
    answers: [answer(200, 'the frames', json(FrameList))],
    errors: [404],
  },
  frame: {
    method: 'GET',
    path: '/v1/renders/:id/frames/:i',
    summary: 'a frame of a render',
    about: 'As safetensors, as `saveFrame` of @sigmastream/tensor-files writes it.',
    ...fileOfStep('after how many steps', 'the frame', 'application/octet-stream'),
  },
  preview: {
    method: 'GET',
    path: '/v1/renders/:id/previews/:i',
    summary: 'what a render sounded like on the way',
    about: 'The estimate after a step, as WAV.',
    ...fileOfStep('the index of the step, from 0', 'the sound', 'audio/wav'),
  },
  fork: {
    method: 'POST',
    path: '/v1/renders/:id/fork',
    summary: 'go on otherwise from a step',
    about:
      'A new render: the same until so many steps are done, and then with another seed, sampler, noise, prompt or scale of guidance.',
    parameters: ofRender,
    body: { content: json(ForkRequest), required: true },
    answers: newRender,
    errors: [400, 404, 409, 413, 422, 429, 507],
  },
  stop: {
    method: 'POST',
    path: '/v1/renders/:id/stop',
    summary: 'end a render here',
    about:
      'A new render, whose noise levels are those so far and then 0; one that runs is cancelled. `at` is after how many steps: as many as are done where it is left out.',
    parameters: ofRender,
    body: { content: json(StopRequest), required: false },
    answers: newRender,
    errors: [400, 404, 409, 413, 422, 429, 507],
  },
} as const satisfies Routes
