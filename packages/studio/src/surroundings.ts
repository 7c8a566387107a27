import { apiBy } from './api/api.js'
import { sayLive } from './api/live.js'
import type { Surroundings } from './effects/room.js'

const live = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}`

/** What is around the page in a browser. */
export const surroundings: Surroundings = {
  api: apiBy((path, init) => fetch(path, init)),
  openEvents: (path) => new EventSource(path),
  say: (id, request) => sayLive(live, id, request),
  shelf: localStorage,
  drawSeed: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
}
