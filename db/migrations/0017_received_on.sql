-- The day a request came in where a service received it earlier than it entered it: the month for the answer runs from then.
alter table lethe.data_requests add received_on date;
