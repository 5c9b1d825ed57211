-- Whoever brings in or joins people by an address takes turns with others at the same address. A row lock needs no room in the shared lock
-- table, which an advisory lock for each of a thousand addresses would fill. A row says nothing: it stands for all addresses of one hash.
create table lethe.address_turns (number integer primary key);
insert into lethe.address_turns select generate_series(0, 16383);
