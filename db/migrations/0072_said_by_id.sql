-- Which fields a system has said by an id, none of their values: without a name it linked whoever has the address, which proves nobody.
-- Null for the ids of before, of which nobody knows.
alter table lethe.external_ids add said_by_id text[];
