-- A decision that one member proposes and another approves. An open proposal stands with its pending request; once it is approved, only who
-- proposed it and when stays.

alter table lethe.settings
  add column second_approval text not null default 'off',
  add constraint settings_second_approval check (second_approval in ('off', 'destroy', 'every'));

alter table lethe.data_requests
  add column proposal_id uuid,
  add column proposed_outcome text,
  add column proposed_blacklist text[],
  add column proposed_notify boolean,
  add column proposed_reason text,
  add column proposed_hash text,
  add column proposed_by uuid,
  add column proposed_at timestamptz,
  add constraint data_requests_proposal check (
    num_nulls(proposal_id, proposed_outcome, proposed_blacklist, proposed_notify) in (0, 4)
    and num_nulls(proposed_by, proposed_at) in (0, 2)
    and (proposal_id is null or proposed_by is not null)),
  add constraint data_requests_proposed_outcome check (proposed_outcome in ('block', 'star', 'destroy', 'refuse'));
alter table lethe.data_requests alter column proposed_reason set statistics 0, alter column proposed_hash set statistics 0;
create index data_requests_proposed on lethe.data_requests (number) where proposal_id is not null;
