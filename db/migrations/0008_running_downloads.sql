-- What is running now is a handful among all downloads that ever were.
create index exports_running on lethe.exports (started_at) where outcome = 'running';
