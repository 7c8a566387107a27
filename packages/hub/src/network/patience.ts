/** How long one waits for the hub, in seconds: to be connected, to be answered, and for the next bytes of an answer. */
export const patience = { connect: 10, answer: 30, silence: 60 } as const
