-- Requests by what is due first, page by page.
create index data_requests_due on lethe.data_requests (answer_by, number) where status = 'pending';
