import { Option } from 'commander'
import { bindingSchemes } from '../../formats/fingerprint.ts'

/** `--binding`: how a container that is made is bound to the machine. */
export function bindingOption(): Option {
  const meaning =
    'of a new container: strict (to all parts of the machine), tolerant (to most), operator (to its identity)'
  return new Option('--binding <scheme>', meaning).choices(bindingSchemes).conflicts('serial')
}
