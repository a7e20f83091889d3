import type { TokenErrorCode } from '../pkcs11/errors.ts'

/** Why the runtime refuses; each has its own message and advice, and a test. */
export type RefusalCode =
  /** No container is here, or none for this firm code. */
  | 'CONTAINER_MISSING'
  /** There is one already, or more than one fits. */
  | 'CONTAINER_AMBIGUOUS'
  /** The container file was copied from another machine, or the machine was changed. */
  | 'OTHER_MACHINE'
  /** The machine cannot be recognised at the moment: parts of it cannot be read. */
  | 'MACHINE_UNREADABLE'
  /** The container file is of a newer runtime, which knows more than this one. */
  | 'CONTAINER_NEWER'
  /** The container file was changed by something else than a runtime. */
  | 'CONTAINER_DAMAGED'
  /** Another process has been working with the container for too long. */
  | 'CONTAINER_BUSY'
  /** A file is damaged, tampered with, or no file of this kind. */
  | 'FILE_DAMAGED'
  /** The update is made for another container. */
  | 'OTHER_CONTAINER'
  /** The update is for a firm code that this container does not serve, or mixes firm codes. */
  | 'OTHER_FIRM'
  /** The file is signed by a firm whose root is not the pinned one. */
  | 'OTHER_ROOT'
  /** The signing key was not certified when the file was issued. */
  | 'CERTIFICATE_TIME'
  /** The signing key is of an epoch that was given up, because a key was compromised. */
  | 'OLDER_EPOCH'
  /** A file of a test installation in a production container. */
  | 'TEST_FILE'
  /** The update begins after the state of this container: one before it is missing. */
  | 'UPDATE_MISSING'
  /** The update continues another history than that of this container. */
  | 'HISTORY_DIFFERS'
  /** The license does not have that many units left. */
  | 'UNITS_USED_UP'
  /** As many uses of the license go on as it allows. */
  | 'IN_USE'
  /** The license has no such data. */
  | 'DATA_MISSING'
  /** That is not the access code of the data. */
  | 'ACCESS_CODE_WRONG'
  | 'LICENSE_MISSING'
  /** The password does not open the credential. */
  | 'PASSWORD_WRONG'
  /** Something is wrong with a token. */
  | TokenErrorCode
  /** The Depot answered with a fault. */
  | 'DEPOT_REFUSED'
  /** The Depot cannot be reached, or is out of order at the moment. */
  | 'DEPOT_UNREACHABLE'

/** A refusal in words for the person in front of the machine: what is wrong, and what to do next. */
export class RuntimeRefusal extends Error {
  override readonly name = 'RuntimeRefusal'
  readonly code: RefusalCode
  /** What to do next, as a sentence. */
  readonly advice: string

  constructor(code: RefusalCode, message: string, advice: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.advice = advice
  }
}
