import { basename } from 'node:path'
import { fault } from '@sigmastream/render-thread/wire'
import { either as E } from 'fp-ts'
import { Sound } from '../api/sound.js'
import { json, refusal } from './answers.js'
import { fileAnswer } from './file-answer.js'
import type { Handler } from './handler.js'

const types: Readonly<Record<string, string>> = {
  wav: 'audio/wav',
  flac: 'audio/flac',
  mp3: 'audio/mpeg',
  'ogg vorbis': 'audio/ogg',
  'ogg opus': 'audio/ogg',
}

/** The media type of sound in a format, as its file says it. */
const typeOf = (format: string): string => types[format.toLowerCase()] ?? 'application/octet-stream'

const noSound = (id: string): Response =>
  refusal(fault('no-such-sound', `there is no sound ${id}`, 'upload it: POST /v1/sounds'))

/** `POST /v1/sounds`. The name is no path: what stands before its last part is left out. */
export const addSound: Handler = async ({ request, query }, { shelf: { sounds }, room, limits }) => {
  const size = Number(request.headers.get('content-length') ?? 0)
  const space = await room.makeRoom(Number.isFinite(size) ? Math.min(size, limits.sound) : 0)
  if (E.isLeft(space)) return refusal(space.left)
  const name = basename((query['name'] ?? 'sound').replaceAll('\\', '/'))
  const added = await sounds.add(request.body, name === '' || name === '..' ? 'sound' : name, limits.sound)
  if (E.isLeft(added)) return refusal(added.left)
  return json(Sound, added.right.sound, added.right.isNew ? 201 : 200)
}

/** `GET /v1/sounds/:id`. */
export const getSound: Handler = async ({ parameters: { id = '' } }, { shelf: { sounds } }) => {
  const sound = sounds.get(id)
  return sound === undefined ? noSound(id) : json(Sound, sound)
}

/** `GET /v1/sounds/:id/data`. */
export const getSoundData: Handler = async ({ request, parameters: { id = '' } }, { shelf: { sounds } }) => {
  const sound = sounds.get(id)
  return sound === undefined
    ? noSound(id)
    : fileAnswer(request, sounds.path(id), { type: typeOf(sound.format), name: sound.name, etag: id })
}
