import { shortLived } from '../stacks/jaxws/stack.ts'

/** Compilers of other people that make proxies of a WSDL, and say what they do not like about it. */
export interface Generator {
  readonly name: string
  readonly versions: readonly ('1.1' | '1.2')[]
  /** Command lines that make proxies of these files in this folder, run one after another. */
  readonly commands: (files: readonly string[], folder: string) => readonly (readonly string[])[]
  /** End of the names of the files whose contents count. */
  readonly made: string
  /** Finds a field of a type: its name. */
  readonly field: RegExp
  /** Finds a value of an enumeration: its name, then the text on the wire. */
  readonly value: RegExp
  /** The name that a value gets, where nothing is in the way. */
  readonly nameOf: (value: string) => string
  /** The names that are not those of the contract, and why nothing is done about it. */
  readonly renamed: readonly string[]
}

const axisJars = ['axis', 'axis-jaxrpc', 'axis-saaj', 'wsdl4j', 'commons-discovery', 'commons-logging', 'javax.mail']
const axisPath = [...axisJars, 'javax.activation'].map((name) => `/usr/share/java/${name}.jar`).join(':')

export const generators: readonly Generator[] = [
  {
    name: 'wsdl2h and soapcpp2',
    versions: ['1.1', '1.2'],
    commands: (files, folder) => [
      ['wsdl2h', '-o', `${folder}/contract.h`, ...files],
      ['soapcpp2', '-C', '-j', '-w', '-x', '-I/usr/share/gsoap/import', '-d', folder, `${folder}/contract.h`],
    ],
    made: 'contract.h',
    field: /^ {4}\S.*?\b(\w+) +\d[\d:]*;\t\/\/\/< (?:Optional|Required|Multiple)/gm,
    value: /^\t\w+?__\w+?__(\w+),\t\/\/\/< xs:string value="(.*)"$/gm,
    nameOf: (value) => value,
    // A keyword of C++, and a good word for what it names.
    renamed: ['operator_'],
  },
  {
    name: 'wsimport',
    // It calls any binding of SOAP 1.2 "non-standard". Its classes speak SOAP 1.2 all the same.
    versions: ['1.1'],
    commands: (files, folder) =>
      files.map((file) => [
        ...['env', `JAVA_TOOL_OPTIONS=${shortLived.join(' ')}`, 'wsimport', '-Xnocompile', '-d', folder, file],
      ]),
    made: '.java',
    field: /^ {4}protected [\w.<>[\]]+ (\w+);/gm,
    value: /^ {4}([A-Z_0-9]+)\("(.*)"\)[,;]/gm,
    nameOf: (value) => value.replace(/[A-Z]/g, '_$&').toUpperCase(),
    renamed: [],
  },
  {
    name: 'WSDL2Java of Axis',
    versions: ['1.1'],
    commands: (files, folder) =>
      files.map((file) => [
        'java',
        ...shortLived,
        '-cp',
        axisPath,
        'org.apache.axis.wsdl.WSDL2Java',
        '-o',
        folder,
        file,
      ]),
    made: '.java',
    field: /^ {4}private [\w.[\]]+ (?!_)(\w+);/gm,
    value: /String _(\w+) = "(.*)";/gm,
    nameOf: (value) => value,
    // Axis makes each fault an AxisFault, which has `faultDetails` already. One value of ValueKind is a keyword of Java,
    // so all of them get numbers.
    renamed: ['faultDetails1', 'value1', 'value2', 'value3', 'value4', 'value5'],
  },
]
