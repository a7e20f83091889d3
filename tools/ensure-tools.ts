import { spawnSync } from 'node:child_process'

/**
 * Sees to the programs from Debian that the tests need. Installs what is missing where it may (as root, or by a sudo that
 * asks for no password), else prints the command that does it and fails. No test is skipped for want of a program.
 */
interface Tool {
  readonly purpose: string
  /** The command that works when the tool is there. */
  readonly probe: readonly [command: string, ...args: string[]]
  readonly packages: readonly string[]
}

// Debian's own Python, since its packages are invisible to any other.
const python = '/usr/bin/python3'

/** Headers, libraries and sanitizers that clients/c is compiled with. */
const compileC =
  'command -v make && command -v ld && command -v objcopy && printf "#include <openssl/evp.h>\n#include <curl/curl.h>\nint main(void) { return 0; }" | ' +
  'cc -x c -fsanitize=address,undefined -o /dev/null - -lcrypto -lcurl'

/** What proxies of gSOAP are compiled and linked with. */
const compileGsoap =
  'command -v make && printf "#include <stdsoap2.h>\n#include <json/json.h>\nint main() { return 0; }" | ' +
  'g++ -x c++ -fsyntax-only -I/usr/include/jsoncpp -DWITH_OPENSSL -DWITH_GZIP -'

const java = (name: string) => `/usr/share/java/${name}.jar`

const tools: readonly Tool[] = [
  {
    purpose: 'a private MariaDB',
    probe: ['sh', '-c', 'command -v mariadbd mariadb-install-db my_print_defaults'],
    packages: ['mariadb-server-core', 'mariadb-client-core'],
  },
  { purpose: 'a second judge of XML', probe: ['xmllint', '--version'], packages: ['libxml2-utils'] },
  { purpose: 'a SOAP client in Python', probe: [python, '-c', 'import zeep'], packages: ['python3-zeep'] },
  { purpose: 'a SOAP client in PHP', probe: ['php', '-r', 'new SoapVar(1, 1);'], packages: ['php-cli', 'php-soap'] },
  {
    purpose: 'a SOAP client in Perl',
    probe: ['perl', '-MSOAP::WSDL', '-MSOAP::Transport::HTTP', '-e', '1'],
    packages: ['libsoap-wsdl-perl', 'libsoap-lite-perl'],
  },
  {
    purpose: 'a SOAP client in C++',
    probe: ['sh', '-c', `command -v wsdl2h && command -v soapcpp2 && ${compileGsoap}`],
    packages: ['g++', 'make', 'gsoap', 'libgsoap-dev', 'libssl-dev', 'zlib1g-dev', 'libjsoncpp-dev'],
  },
  {
    purpose: 'a SOAP client in Java',
    probe: ['sh', '-c', `command -v javac && command -v wsimport && ls ${java('gson')}`],
    packages: ['default-jdk-headless', 'jaxws', 'libgoogle-gson-java'],
  },
  {
    purpose: 'a SOAP client of old Java',
    probe: ['ls', java('axis'), java('javax.activation')],
    packages: ['libaxis-java', 'libactivation-java'],
  },
  {
    purpose: 'a SOAP client in C#',
    probe: [
      'sh',
      '-c',
      'command -v mcs && cd /usr/lib/mono/4.5 && ls System.Web.Services.dll System.Web.Extensions.dll',
    ],
    packages: ['mono-mcs', 'libmono-system-web-services4.0-cil', 'libmono-system-web-extensions4.0-cil'],
  },
  { purpose: 'a token in software', probe: ['softhsm2-util', '--version'], packages: ['softhsm2'] },
  { purpose: 'the order of the README', probe: ['curl', '--version'], packages: ['curl'] },
  {
    purpose: 'a proxy before the server',
    probe: ['sh', '-c', 'PATH="$PATH:/usr/sbin" nginx -v'],
    packages: ['nginx-light'],
  },
  {
    purpose: 'the example that verifies an update file, and the Python client',
    probe: [python, '-c', 'import cryptography'],
    packages: ['python3-cryptography'],
  },
  {
    purpose: 'the C client',
    probe: ['sh', '-c', compileC],
    packages: ['gcc', 'make', 'binutils', 'libc6-dev', 'libssl-dev', 'libcurl4-openssl-dev'],
  },
]

const missing = (): Tool[] => tools.filter((tool) => !works(tool.probe))

function works([command, ...args]: Tool['probe']): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}

/** The words before `apt-get` with which this user may install; undefined when there are none. */
function privilege(): string[] | undefined {
  if (process.getuid?.() === 0) return []
  return works(['sudo', '-n', 'true']) ? ['sudo', '-n'] : undefined
}

function install(packages: readonly string[], prefix: readonly string[]): void {
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]) {
    const [command = 'apt-get', ...rest] = [...prefix, 'apt-get', ...args]
    spawnSync(command, rest, options)
  }
}

const before = missing()
if (before.length > 0) {
  const packages = before.flatMap((tool) => tool.packages)
  const prefix = privilege()
  console.log(
    `missing for the tests: ${before.map((tool) => `${tool.purpose} (${tool.packages.join(' ')})`).join(', ')}`,
  )
  if (prefix !== undefined) install(packages, prefix)
  if (missing().length > 0) {
    console.error(`\nThe tests need programs that are not here. Run this as root, then again:\n`)
    console.error(`  apt-get update && apt-get install -y ${packages.join(' ')}\n`)
    process.exitCode = 1
  }
}
