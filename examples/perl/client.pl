#!/usr/bin/perl
# From order to license with SOAP::WSDL: the back office, and a program beside the license container, in one file.

use strict;
use warnings;
use utf8;
use FindBin;
use JSON::PP;
use MIME::Base64 qw(decode_base64url);
use lib $FindBin::Bin;
use Connect;

my $run    = $ENV{RUN}    // 'perl';
my $folder = $ENV{FOLDER} // '.';
my $json   = JSON::PP->new->utf8->canonical;

my $sales = client_of('Sales', 'erp', $ENV{SECRET});
my $depot = client_of('Depot');

# --- The back office orders. It may send an order as often as it likes: only the first time does something.
sub order_of {
    my ($quantity) = @_;
    return {
        order => {
            orderNumber => "$run-4711",
            customer    => { customerId => 'C-1', name => 'Jürgen Muster' },
            orderLines  => { orderLine => [{ lineNumber => '10', itemNumber => 'CAD-PRO', quantity => $quantity }] },
        },
    };
}

# Sends again when no answer came or the server is busy. Without an order number, give a requestId and keep it.
sub insist {
    my ($request) = @_;
    for my $pause (1, 5, 30) {
        my $result = eval { $request->() };
        return $result if defined $result;
        die $@ if ref $@ && $@->get_code !~ /^(UNAVAILABLE|RATE_LIMITED)$/;
        sleep $pause;
    }
    return $request->();
}

my $order = insist(sub { result_of($sales->CreateOrder(order_of(2))) });
my $again = insist(sub { result_of($sales->CreateOrder(order_of(2))) });

# --- What is refused comes as a fault with a typed detail: here the order is known with another quantity.
eval { result_of($sales->CreateOrder(order_of(3))); 1 } and die 'the server took an order that contradicts itself';
my $refusal = $@;
die $refusal if !ref $refusal;

# --- The buyer's machine: the runtime makes the container and its files, this program carries them.
sub runtime {
    my (@words) = @_;
    open my $out, '-|', split(/ /, $ENV{RUNTIME} // 'npx opendepot-runtime --json'), @words or die $!;
    return $json->decode(join '', <$out>);
}

sub new_context {
    runtime('context', '--firm', '6000010', '--out', "$folder/context.odc");
    open my $file, '<', "$folder/context.odc" or die $!;
    return join '', <$file>;
}

my $serial  = runtime('create', '--firm', '6000010', '--root', $ENV{ROOT})->{containerSerial};
my $context = new_context();
my $facts   = $json->decode(decode_base64url($json->decode($context)->{payload}));
my $enrolled = result_of($depot->EnrollContainer({
    enrollment => {
        containerKind => 'software',
        firmCode      => 6000010,
        signingKey    => $json->encode($facts->{signingKey}),
        agreementKey  => $json->encode($facts->{agreementKey}),
        fingerprint   => {
            fingerprintPart => [map { { name => $_->{name}, partHash => $_->{hash} } } @{ $facts->{fingerprint}{parts} }],
        },
    },
}));

# --- The ticket becomes a license in the container.
my $activated = result_of($depot->ActivateLicenses({
    activation => {
        ticketId    => $order->get_ticketId->get_value,
        contextFile => $context,
        parameters  => { parameter => [{ name => 'licensee', value => 'Erika Mustermann' }] },
    },
}));
open my $update, '>', "$folder/update.odu" or die $!;
print {$update} $activated->get_updateFile->get_value;
close $update;
my $imported = runtime('import', "$folder/update.odu");

# --- The next context is the receipt.
my $confirmed = result_of($depot->ConfirmUpdate({ confirmation => { contextFile => new_context() } }));
my $ticket    = result_of($sales->GetTicket({ ticketId => $order->get_ticketId->get_value }));

# A list may be one element, several, or none.
sub list { return map { ref eq 'ARRAY' ? @$_ : defined ? $_ : () } @_ }

# --- What it came to.
print $json->pretty->encode({
    order => {
        outcome      => $order->get_outcome->get_value,
        licenseCount => $order->get_licenseCount->get_value + 0,
        repeated     => $again->get_outcome->get_value,
        sameTicket   => json_bool($again->get_ticketId->get_value eq $order->get_ticketId->get_value),
    },
    fault => {
        code       => $refusal->get_code->get_value,
        retry      => $refusal->get_retry->get_value,
        hasText    => json_bool($refusal->get_text->get_value ne ''),
        hasTraceId => json_bool($refusal->get_traceId->get_value ne ''),
        details => [map { [$_->get_name->get_value, $_->get_value->get_value] } list($refusal->get_faultDetails->get_faultDetail)],
    },
    activate => {
        isEnrolled  => json_bool($enrolled->get_containerSerial->get_value eq $serial),
        isActivated => [map { json_bool($_->get_ok->get_value eq 'true') } list($activated->get_licenseResults->get_licenseResult)],
        steps       => $imported->{steps},
        confirmed   => [map { $_->get_state->get_value } list($confirmed->get_confirmedLicenses->get_confirmedLicense)],
        states      => [map { $_->get_state->get_value } list($ticket->get_licenseStates->get_licenseState)],
    },
});

sub json_bool { return $_[0] ? JSON::PP::true : JSON::PP::false }
