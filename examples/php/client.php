<?php

/** From order to license with PHP's SoapClient: the back office, and a program beside the license container, in one file. */

require __DIR__ . '/connect.php';

$run = getenv('RUN') ?: 'php';
$folder = getenv('FOLDER') ?: '.';
ini_set('default_socket_timeout', '60');

$sales = connect('sales', 'erp', getenv('SECRET'));
$depot = connect('depot');

// --- The back office orders. It may send an order as often as it likes: only the first time does something.
function orderOf(string $orderNumber, int $quantity): array
{
    return ['order' => [
        'orderNumber' => $orderNumber,
        'customer' => ['customerId' => 'C-1', 'name' => 'Jürgen Muster'],
        'orderLines' => ['orderLine' => [
            ['lineNumber' => '10', 'itemNumber' => 'CAD-PRO', 'quantity' => $quantity],
        ]],
    ]];
}

/** Sends again when no answer came or the server is busy. Without an order number, give a requestId and keep it. */
function insist(callable $request): object
{
    foreach ([1, 5, 30] as $pause) {
        try {
            return $request();
        } catch (SoapFault $fault) {
            $code = $fault->detail->ServiceFault->code ?? $fault->faultcode; // HTTP: no answer
            if (!in_array($code, ['HTTP', 'UNAVAILABLE', 'RATE_LIMITED'], true)) {
                throw $fault;
            }
            sleep($pause);
        }
    }
    return $request();
}

$order = insist(fn() => $sales->CreateOrder(orderOf("$run-4711", 2)))->result;
$again = insist(fn() => $sales->CreateOrder(orderOf("$run-4711", 2)))->result;

// --- What is refused comes as a fault with a typed detail: here the order is known with another quantity.
try {
    $sales->CreateOrder(orderOf("$run-4711", 3));
    throw new Exception('the server took an order that contradicts itself');
} catch (SoapFault $fault) {
    $refusal = $fault->detail->ServiceFault;
}

// --- The buyer's machine: the runtime makes the container and its files, this program carries them.
function runtime(string ...$words): array
{
    $command = getenv('RUNTIME') ?: 'npx opendepot-runtime --json';
    return json_decode(shell_exec($command . ' ' . implode(' ', array_map('escapeshellarg', $words))), true);
}

function newContext(string $file): string
{
    runtime('context', '--firm', '6000010', '--out', $file);
    return file_get_contents($file);
}

$serial = runtime('create', '--firm', '6000010', '--root', getenv('ROOT'))['containerSerial'];
$context = newContext("$folder/context.odc");
$facts = json_decode(base64_decode(strtr(json_decode($context)->payload, '-_', '+/')));
$enrolled = $depot->EnrollContainer(['enrollment' => [
    'containerKind' => 'software',
    'firmCode' => 6000010,
    'signingKey' => json_encode($facts->signingKey),
    'agreementKey' => json_encode($facts->agreementKey),
    'fingerprint' => ['fingerprintPart' => array_map(
        fn($part) => ['name' => $part->name, 'partHash' => $part->hash],
        $facts->fingerprint->parts,
    )],
]])->result;

// --- The ticket becomes a license in the container.
$activated = $depot->ActivateLicenses(['activation' => [
    'ticketId' => $order->ticketId,
    'contextFile' => $context,
    'parameters' => ['parameter' => [['name' => 'licensee', 'value' => 'Erika Mustermann']]],
]])->result;
file_put_contents("$folder/update.odu", $activated->updateFile);
$imported = runtime('import', "$folder/update.odu");

// --- The next context is the receipt.
$confirmed = $depot->ConfirmUpdate(['confirmation' => ['contextFile' => newContext("$folder/context.odc")]])->result;
$ticket = $sales->GetTicket(['ticketId' => $order->ticketId])->result;

// --- What it came to.
$stateOf = fn($license) => $license->state;
echo json_encode([
    'order' => [
        'outcome' => $order->outcome,
        'licenseCount' => $order->licenseCount,
        'repeated' => $again->outcome,
        'sameTicket' => $again->ticketId === $order->ticketId,
    ],
    'fault' => [
        'code' => $refusal->code,
        'retry' => $refusal->retry,
        'hasText' => $refusal->text !== '',
        'hasTraceId' => $refusal->traceId !== '',
        'details' => array_map(fn($detail) => [$detail->name, $detail->value], $refusal->faultDetails->faultDetail),
    ],
    'activate' => [
        'isEnrolled' => $enrolled->containerSerial === $serial,
        'isActivated' => array_map(fn($license) => $license->ok, $activated->licenseResults->licenseResult),
        'steps' => $imported['steps'],
        'confirmed' => array_map($stateOf, $confirmed->confirmedLicenses->confirmedLicense),
        'states' => array_map($stateOf, $ticket->licenseStates->licenseState),
    ],
], JSON_PRETTY_PRINT), "\n";
