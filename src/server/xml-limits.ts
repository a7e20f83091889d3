import type { Config } from '../config.ts'
import type { XmlLimits } from '../soap/limits.ts'

/** What the settings let one message hold. */
export function xmlLimitsOf(config: Config): XmlLimits {
  return {
    depth: config.xmlDepth,
    attributes: config.xmlAttributes,
    namespaces: config.xmlNamespaces,
    elements: config.xmlElements,
    nameLength: config.xmlNameLength,
    textLength: config.xmlTextLength,
    headerBlocks: config.xmlHeaderBlocks,
  }
}
