/**
 * Something that the person who runs the program can put right: a wrong setting, a missing file, an unknown name. The
 * command line shows its message as it is, without a stack; any other error is a fault of ours.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError'
}
