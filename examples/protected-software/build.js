import { readFileSync, writeFileSync } from 'node:fs'
import { deriveKey } from 'opendepot/runtime'
import { encrypt, purpose } from './resource.js'

// What the vendor does when building the program: encrypts a resource with the key that every license of the item gives.
// `node build.js SECRET CLEAR SEALED`: SECRET is a file with the bytes that the item has as secret data of type 1.
const [secret, clear, sealed] = process.argv.slice(2)
writeFileSync(sealed, encrypt(readFileSync(clear), deriveKey(readFileSync(secret), purpose)))
