-- Services hold addresses without a street, money of three decimals, prices of a fraction of a cent, invoices without a number, remarks
-- between the lines: what they say is kept, and its form keeps nobody out of download and erasure.
alter table lethe.customers alter language drop not null;
alter table lethe.customers alter language set statistics 0;
alter table lethe.addresses alter line1 drop not null, alter city drop not null, alter country drop not null;
alter table lethe.invoices drop constraint invoices_currency, alter total type numeric,
  alter number drop not null, alter billed_to drop not null, alter due_on drop not null;
alter table lethe.invoice_lines alter quantity type numeric, alter unit_price type numeric, alter amount type numeric,
  alter description drop not null, alter quantity drop not null, alter unit_price drop not null, alter amount drop not null;
