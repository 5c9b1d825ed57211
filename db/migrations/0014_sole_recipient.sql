-- The service that brought a customer in, as long as nobody else has said anything about them; null as soon as anybody has. What a service has
-- said stays after it has cut its link, so that this cannot be asked of the links.
alter table lethe.customers add sole_recipient_id uuid
  constraint customers_sole_recipient references lethe.recipients (id) on delete set null;
