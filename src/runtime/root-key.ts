import { readFirmRoot, type FirmRoot } from '../formats/certificate.ts'
import { parseJsonObject } from '../formats/encoding.ts'
import { refusalOf } from './import-update.ts'

/**
 * The root key of a firm from its text (`root.jwk`), as the vendor hands it out and builds it into the program.
 * @throws RuntimeRefusal FILE_DAMAGED
 */
export function readRootKey(text: string): FirmRoot {
  try {
    return readFirmRoot(parseJsonObject(text, 'root key'))
  } catch (error) {
    throw refusalOf(error)
  }
}
