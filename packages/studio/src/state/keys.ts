/** Everything that has a key: the key, and what it does in words, in the order in which the help shows them. */
export const keys = {
  play: { key: ' ', shown: 'Space', does: 'play or pause' },
  sides: { key: 'x', shown: 'X', does: 'switch between A and B at the same place' },
  round: { key: 'l', shown: 'L', does: 'repeat, or play on' },
  back: { key: 'ArrowLeft', shown: '←', does: 'a second back' },
  on: { key: 'ArrowRight', shown: '→', does: 'a second on' },
  start: { key: 'Home', shown: 'Home', does: 'to the beginning' },
  from: { key: '[', shown: '[', does: 'a part begins here' },
  to: { key: ']', shown: ']', does: 'the part ends here' },
  clear: { key: 'Backspace', shown: '⌫', does: 'take the last part away' },
  make: { key: 'Enter', shown: 'Enter', does: 'make a take' },
  again: { key: 's', shown: 'S', does: 'the take again as it is' },
  seed: { key: 'n', shown: 'N', does: 'another take of the same' },
  more: { key: 'm', shown: 'M', does: 'more like this take' },
  keep: { key: 'k', shown: 'K', does: 'keep the take' },
  discard: { key: 'd', shown: 'D', does: 'discard the take' },
  name: { key: 'r', shown: 'R', does: 'name the take' },
  save: { key: 'w', shown: 'W', does: 'download the take as WAV' },
  pause: { key: 'p', shown: 'P', does: 'pause the making, or go on' },
  stop: { key: '.', shown: '.', does: 'stop here, with what there is' },
  fork: { key: 'f', shown: 'F', does: 'fork from this step' },
  open: { key: 'o', shown: 'O', does: 'open a file' },
  record: { key: 'c', shown: 'C', does: 'record, or end recording' },
  undo: { key: 'z', shown: 'Z', does: 'undo' },
  redo: { key: 'y', shown: 'Y', does: 'redo' },
  help: { key: '?', shown: '?', does: 'show or hide these keys' },
} as const

/** What a key can do. */
export type KeyName = keyof typeof keys

/** What a press is of: where it was pressed decides whether it is one at all. */
export interface Press {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  /** Whether the key does something where it was pressed: letters in a text, space and Enter on a button. */
  readonly inText: boolean
  readonly onControl: boolean
}

const names = Object.keys(keys).filter((name): name is KeyName => name in keys)

/** Keys that a control with the focus needs itself. */
const ofControls: ReadonlySet<string> = new Set([' ', 'Enter', 'ArrowLeft', 'ArrowRight', 'Home'])

/** What a press does; `null` where it does nothing, or something where it was pressed. A number hears that take. */
export const pressOf = (press: Press): KeyName | number | null => {
  const { ctrlKey, metaKey, altKey, shiftKey, inText, onControl } = press
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key
  if (inText || altKey) return null
  if (ctrlKey || metaKey) return key === 'z' ? (shiftKey ? 'redo' : 'undo') : key === 'y' ? 'redo' : null
  if (onControl && ofControls.has(key)) return null
  if (/^\d$/.test(key)) return Number(key)
  return names.find((name) => keys[name].key === key) ?? null
}
