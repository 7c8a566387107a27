import { hear, putOn, recording, switchSides } from '../state/hearing.js'
import type { KeyName } from '../state/keys.js'
import { withVerdict } from '../state/marks.js'
import { missingFrom } from '../state/missing.js'
import { shownTakes } from '../state/shown-takes.js'
import { stretchesOf } from '../state/stretches.js'
import { isOver, type Take } from '../state/takes.js'
import type { Ears } from './ears.js'
import { forkAt, make, makeAgain, makeAnother, makeMoreLike, pauseOrGoOn, stopHere } from './makings.js'
import type { Room } from './room.js'

/** What only the page itself can do. */
export interface PageActs {
  readonly open: () => void
  readonly record: () => void
  readonly help: () => void
  readonly name: (id: string) => void
  readonly save: (id: string) => void
}

/** What each key does. */
export const keyActs = (room: Room, ears: Ears, page: PageActs): ((press: KeyName | number) => void) => {
  const { act, studio } = room
  const now = () => studio.value
  const desk = () => now().desk.now
  const shown = () => shownTakes(now().takes, desk())
  const chosen = (): Take | undefined =>
    now().takes.find(({ render }) => render.id === now().chosen) ?? shown().made[0]?.take
  const making = (): Take | undefined =>
    shown().making.find(({ render }) => !isOver(render) && render.state !== 'waiting')
  const withChosen = (what: (take: Take) => void): void => {
    const take = chosen()
    if (take !== undefined) what(take)
  }
  const withMade = (what: (take: Take) => void): void =>
    withChosen((take) => take.render.state === 'done' && what(take))
  const withMaking = (what: (take: Take) => void): void => {
    const take = making()
    if (take !== undefined) what(take)
  }
  const mark = (verdict: 'kept' | 'discarded'): void =>
    withChosen(({ render }) => act({ _tag: 'Marked', marks: withVerdict(desk().marks, render.id, verdict) }))
  const seconds = (): number => desk().sound?.seconds ?? 0
  const edge = (side: 'from' | 'to'): void => {
    const at = ears.player.here()
    const stretches = stretchesOf(desk().request, seconds())
    const [last, others] = [stretches.at(-1), stretches.slice(0, -1)]
    const isOpen = side === 'to' && last !== undefined && at > last.from
    const part = isOpen ? { from: last.from, to: at } : { from: at, to: Math.min(seconds(), at + 0.5) }
    act({ _tag: 'Dragged', stretches: [...(isOpen ? others : stretches), part] })
  }
  const acts: Readonly<Record<KeyName, () => void>> = {
    play: ears.playOrPause,
    sides: () => act({ _tag: 'Hearing', hearing: switchSides(now().hearing) }),
    round: () => act({ _tag: 'Hearing', hearing: { ...now().hearing, round: !now().hearing.round } }),
    back: () => ears.player.seek(ears.player.here() - 1),
    on: () => ears.player.seek(ears.player.here() + 1),
    start: () => ears.player.seek(0),
    from: () => edge('from'),
    to: () => edge('to'),
    clear: () => act({ _tag: 'Dragged', stretches: stretchesOf(desk().request, seconds()).slice(0, -1) }),
    make: () => {
      if (missingFrom(desk().request, desk().sound, now().models) === null) void make(room)
    },
    again: () => withChosen((take) => void makeAgain(room, take)),
    seed: () => withMade((take) => void makeAnother(room, take)),
    more: () => withMade((take) => void makeMoreLike(room, take)),
    keep: () => mark('kept'),
    discard: () => mark('discarded'),
    name: () => withChosen(({ render }) => page.name(render.id)),
    save: () => withMade(({ render }) => page.save(render.id)),
    pause: () => withMaking((take) => pauseOrGoOn(room, take)),
    stop: () => withMaking(({ render }) => void stopHere(room, render.id, null)),
    fork: () => withMaking((take) => void forkAt(room, take, Math.max(1, take.render.done))),
    open: page.open,
    record: page.record,
    undo: () => act({ _tag: 'Undone' }),
    redo: () => act({ _tag: 'Redone' }),
    help: page.help,
  }
  const hearNumber = (number: number): void => {
    const source = shown().made.find((one) => one.number === number)?.take.render.id
    if (number === 0) return act({ _tag: 'Hearing', hearing: hear(now().hearing, recording) })
    if (source === undefined) return
    act({ _tag: 'Chosen', id: source })
    act({ _tag: 'Hearing', hearing: putOn(now().hearing, 'b', { _tag: 'Result', id: source }) })
  }
  return (press) => (typeof press === 'number' ? hearNumber(press) : acts[press]())
}
