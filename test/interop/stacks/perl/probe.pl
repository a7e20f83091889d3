#!/usr/bin/perl
# Odd texts, gaps, dates and many lines with SOAP::WSDL; PROTOCOL.md says what is sent and printed.

use strict;
use warnings;
use utf8;
use JSON::PP;
use lib 'examples/perl';
use Connect;

my $run   = $ENV{RUN};
my $sales = client_of('Sales', 'erp', $ENV{SECRET});

sub create {
    my ($name, $items, $customer, %more) = @_;
    my $index = 0;
    my @lines = map { { lineNumber => ++$index, itemNumber => $_, quantity => 1 } } @$items;
    return result_of($sales->CreateOrder({
        order => {
            orderNumber => "$run-$name",
            customer    => { customerId => 'C-1', %{ $customer // {} } },
            orderLines  => { orderLine => \@lines },
            %more,
        },
    }));
}

sub order_of { return result_of($sales->GetOrder({ orderNumber => "$run-$_[0]" })) }

sub content_of {
    open my $file, '<:encoding(UTF-8)', "$ENV{FOLDER}/$_[0]" or die $!;
    local $/ = undef;
    return <$file>;
}

# A list may be one element, several, or none; a text may be missing.
sub list { return map { ref eq 'ARRAY' ? @$_ : defined ? $_ : () } @_ }
sub text { return defined $_[0] ? $_[0]->get_value : undef }
sub field_of { return text((list($_[0]->get_customer->get_customerFields->get_customerField))[0]->get_value) }

eval { create('NONE', ['NO-SUCH-ITEM']) };
my $refusal = $@;

my @blanks = (customerFields => { customerField => [{ name => 'blanks', value => '  between  ' }] });
create('TEXT', ['CAD-RENDER'], { name => content_of('name.txt'), @blanks }, comment => content_of('comment.txt'));
my $text = order_of('TEXT');

my @empty = (customerFields => { customerField => [{ name => 'empty', value => '' }] });
my %before = (name => 'Before', email => 'before@example.org', @empty);
create('GAPS', ['CAD-RENDER'], \%before, comment => 'Before');
my $first = order_of('GAPS');
create('GAPS', ['CAD-RENDER'], { name => '', customerFields => {} });
my $second = order_of('GAPS');
my $nobody = result_of($sales->FindLicenses({ licenseQuery => { customerId => 'NOBODY' }, pageSize => 0 }));

my $license_id = text((list(create('DATE', ['CAD-FAIR'])->get_licenses->get_license))[0]->get_licenseId);

# The stack gives the text of the message. What it is given has to have an offset in digits: it takes Z for local time.
sub expiration {
    return text(result_of($sales->GetLicense({ licenseId => $license_id }))->get_licenseState->get_expirationTime);
}

sub extend {
    my ($step, $end) = @_;
    result_of($sales->ExtendLicenses({
        requestId => "$run-DATE-$step",
        extension => { licenseIds => { licenseId => [$license_id] }, expirationSet => { endAt => $end } },
    }));
    return expiration();
}

my %dates = (
    read   => expiration(),
    utc    => extend(1, '2028-01-31T23:30:00+00:00'),
    offset => extend(2, '2028-03-01T01:30:00+02:00'),
    never  => extend(3, '9999-12-31T23:59:59+00:00'),
);

my $many   = create('200', [('CAD-RENDER') x 200]);
my @listed = list($many->get_licenses->get_license);

# A catalogue entry by the administration: bytes and a number beyond 31 bits.
my $admin = client_of('Admin', 'erp', $ENV{SECRET});
my $never = { policy => 'never', waitDays => 0, maximumCount => 0, periodDays => 0 };
my $put = result_of($admin->PutItem({
    item => {
        itemNumber       => "$run-ITEM",
        name             => 'Zeichenbrett für Ärzte & <Anwälte>',
        firmCode         => 6000010,
        productCode      => 4294967295,
        licenseCounting  => 'perPiece',
        containerKinds   => { containerKind => ['software'] },
        licenseOptions   => { featureMap => { mask => 7 }, userData => 'AAH+/w==' },
        returnRule       => $never,
        reactivationRule => $never,
        restoreRule      => $never,
        itemParameters   => {},
    },
}));
my $item = result_of($admin->GetItem({ itemNumber => "$run-ITEM" }))->get_item;

# Operations of a generated client.
sub count {
    my ($client) = @_;
    no strict 'refs';
    my $class = ref $client;
    return scalar grep { /^[A-Z][a-z]/ && defined &{"${class}::$_"} } keys %{"${class}::"};
}

binmode STDOUT;
print JSON::PP->new->utf8->encode({
    stack     => "SOAP::WSDL $SOAP::WSDL::Client::VERSION",
    generates => { sales => count($sales), depot => count(client_of('Depot')), admin => count($admin) },
    fault => { field => ref $refusal ? text($refusal->get_field) : undef },
    texts => {
        name    => text($text->get_customer->get_name),
        comment => text($text->get_comment),
        blanks  => field_of($text),
    },
    gaps => {
        empty   => field_of($first),
        missing => text($second->get_customer->get_name),
        rows    => scalar(list($nobody->get_licenseStates->get_licenseState)),
        cursor  => text($nobody->get_nextCursor),
    },
    dates => \%dates,
    lines => {
        licenseCount => text($many->get_licenseCount) + 0,
        listed       => scalar @listed,
        last         => text($listed[-1]->get_lineNumber),
        lineCount    => text(order_of('200')->get_lineCount) + 0,
    },
    catalogue => {
        outcome     => text($put->get_outcome),
        name        => text($item->get_name),
        productCode => text($item->get_productCode) + 0,
        bytes       => unpack('H*', MIME::Base64::decode_base64(text($item->get_licenseOptions->get_userData))),
    },
});
