-- Whether the decision was told by what the service had handed in: its names for that are forgotten with its answer, this is not.
alter table lethe.erasure_notices add handed_in boolean not null default false;
update lethe.erasure_notices set handed_in = true where records <> '[]';
