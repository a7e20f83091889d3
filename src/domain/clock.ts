/** Where the time comes from. An argument everywhere; only servers' clocks decide (design §3), never those of clients. */
export type Clock = () => Date
