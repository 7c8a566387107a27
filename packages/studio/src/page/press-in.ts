import type { Press } from '../state/keys.js'

/** A press of a key, with what it was pressed in. */
export const pressIn = ({ key, ctrlKey, metaKey, altKey, shiftKey, target }: KeyboardEvent): Press => {
  const place = target instanceof HTMLElement ? target : null
  return {
    key,
    ctrlKey,
    metaKey,
    altKey,
    shiftKey,
    inText: place?.matches('input:not([type=range], [type=radio]), select, textarea') ?? false,
    onControl: place?.matches('button, a, summary, input') ?? false,
  }
}
