package Connect;

# Clients of OpenDepot from the classes that wsdl2perl (SOAP::WSDL) has generated; README.md has the commands.

use strict;
use warnings;
use Exporter 'import';
use MIME::Base64;
use SOAP::WSDL::SOAP::Typelib::Fault11;

our @EXPORT = qw(client_of result_of);

my $server = $ENV{SERVER} // 'http://127.0.0.1:8080';

# The client of an interface: Sales, Depot or Admin. Sales and Admin need an API client, the Depot does not.
sub client_of {
    my ($face, $user, $secret) = @_;
    my $prefix = "OpenDepot::$face";
    my $class  = "${prefix}::Interfaces::${face}Service::${face}Port";
    eval "require $class" or die $@;
    teach_faults($prefix, "${prefix}::Typemaps::${face}Service"->get_typemap);

    my $client    = $class->new({ proxy => "$server/soap/" . lc $face });
    my $transport = $client->get_transport;
    $transport->timeout(60);
    $transport->default_header(Authorization => 'Basic ' . encode_base64("$user:$secret", '')) if defined $user;
    return $client;
}

# The result of a call. A refusal dies with the typed detail: get_code, get_text, get_field, get_retry, get_faultDetails.
# Trouble on the way, and what is no SOAP, dies with a text.
sub result_of {
    my ($answer) = @_;
    return $answer->get_result if !$answer->isa('SOAP::WSDL::SOAP::Typelib::Fault11');
    my $detail = $answer->get_detail;
    die $detail->get_ServiceFault if defined $detail && $detail->can('get_ServiceFault');
    die $answer->get_faultstring . "\n";
}

# SOAP::WSDL generates a class for the detail of a fault, and then reads every detail as text. This tells it better.
sub teach_faults {
    my ($prefix, $types) = @_;
    $types->{'Fault/detail'} = "${prefix}::FaultDetail";
    $types->{"Fault/detail/$_"} = $types->{$_} for grep { m{^ServiceFault(/|$)} } keys %$types;
    eval qq{
        package ${prefix}::FaultDetail;
        use Class::Std::Fast::Storable constructor => 'none';
        use base qw(SOAP::WSDL::SOAP::Typelib::Fault11Detail SOAP::WSDL::XSD::Typelib::ComplexType);
        my \%fault_of :ATTR(:get<ServiceFault>);
        __PACKAGE__->_factory(
            ['ServiceFault'],
            { ServiceFault => \\\%fault_of },
            { ServiceFault => '${prefix}::Elements::ServiceFault' },
            { ServiceFault => 'ServiceFault' },
        );
        1;
    } or die $@;
    return;
}

1;
