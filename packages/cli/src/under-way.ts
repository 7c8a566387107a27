import { EventEmitter } from 'node:events'

/**
 * Says, as `change`, under which temporary name something may lie from now on, and where nothing does any more: whoever
 * ends the process removes what is there.
 */
export const underWay = new EventEmitter<{ change: [path: string, there: boolean] }>()
