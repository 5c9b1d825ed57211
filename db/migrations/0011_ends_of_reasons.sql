-- A reason with a day ends by the day, one without by the age of the answer.
create index erasure_notices_reason_until on lethe.erasure_notices (retained_until) where reason is not null;
