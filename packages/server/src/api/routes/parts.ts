import type * as t from 'io-ts'
import type { Answer, Content, Route } from '../route.js'

/** Routes by their names. */
export type Routes = Readonly<Record<string, Route>>

/** A body of JSON that a codec accepts. */
export const json = (codec: t.Mixed): Content => ({ _tag: 'Json', codec })

/** A body of bytes of a media type. */
export const bytes = (type: string): Content => ({ _tag: 'Bytes', type })

/** An answer by its status, with what it is in words. */
export const answer = (status: number, about: string, content: Content | null): Answer => ({ status, about, content })
