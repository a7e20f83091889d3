/** Why something is done, in the words of the caller. */
export interface Why {
  readonly reason?: string | undefined
  readonly comment?: string | undefined
}

/** The end of an event: the reason stands beside what changed, and is the comment where there is no other. */
export function history({ reason, comment }: Why, after: Readonly<Record<string, unknown>>) {
  return { after: reason === undefined ? after : { ...after, reason }, comment: comment ?? reason }
}
