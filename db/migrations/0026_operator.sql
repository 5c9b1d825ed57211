-- Who runs this Lethe, as letters and pages name them. A line break would end a header.
alter table lethe.settings add column operator_name text;
alter table lethe.settings add column operator_contact text;
alter table lethe.settings add column reply_address text;
alter table lethe.settings add constraint settings_operator_name
  check (length(operator_name) between 1 and 100 and operator_name !~ '[[:cntrl:]]');
alter table lethe.settings add constraint settings_operator_contact
  check (length(operator_contact) between 1 and 200 and operator_contact !~ '[[:cntrl:]]');
alter table lethe.settings add constraint settings_reply_address
  check (length(reply_address) between 3 and 254 and reply_address ~ '^[^[:cntrl:][:space:],;<>]+@[^[:cntrl:][:space:],;<>@]+$');
