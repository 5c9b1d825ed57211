-- Whoever confirms an address again lifts all that is kept of it, the hash with a name too: each row says of which address it is.
alter table lethe.erased_addresses add address_hmac bytea not null;
alter table lethe.erased_addresses alter address_hmac set statistics 0;
create index erased_addresses_address on lethe.erased_addresses (address_hmac);
