-- As of every other expression of an index, no samples are kept.
alter index lethe.recipients_name_unique alter column 1 set statistics 0;
