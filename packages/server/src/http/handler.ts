import type { Studio } from './studio.js'

/** A request whose path and query were checked against its route. */
export interface RouteRequest {
  readonly request: Request
  readonly parameters: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
}

/** What answers a route. What it throws is answered with as unexpected, and told of nowhere else. */
export type Handler = (asked: RouteRequest, studio: Studio) => Promise<Response>
