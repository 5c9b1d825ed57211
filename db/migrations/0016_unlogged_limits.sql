-- What is counted for a minute is not worth a write that waits for the disk with every call: a crash of the database forgets it.

alter table lethe.rate_limits set unlogged;
