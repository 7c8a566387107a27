import { Observable } from 'rxjs'
import type { Attempt } from './attempt.js'
import type { BullServer } from './bull-server.js'

const ignore = (): void => {}

/** The messages on a topic. `heard` is called when listening begins: what was told before is not among them. */
export type MessagesOn = (topic: string, heard?: () => void) => Observable<unknown>

/**
 * See `MessagesOn`. The one that is kept of a topic comes first. Fails with `EngineUnreachable` where listening cannot
 * begin; a connection that breaks later is mended by BullMQ, and what is told meanwhile is lost.
 */
export const messagesOf =
  ({ relay }: Pick<BullServer, 'relay'>, attempt: Attempt): MessagesOn =>
  (topic, heard = ignore) =>
    new Observable((reader) => {
      const listening = attempt(async (late) => {
        const subscription = await relay.subscribe(topic, ({ data }) => reader.next(data))
        const leave = (): Promise<void> => subscription.unsubscribe().catch(ignore)
        if (late.aborted) await leave()
        return leave
      })()
      const begin = async (): Promise<void> => {
        const result = await listening
        if (result._tag === 'Left') reader.error(result.left)
        else if (!reader.closed) heard()
      }
      void begin()
      return () => {
        void listening.then((result) => (result._tag === 'Right' ? result.right() : undefined))
      }
    })
