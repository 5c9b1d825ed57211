-- Which fields a system handed in a value for, and which of these were corrected by hand since: only such a system is told the new value.

select set_config('lethe.guard', 'off', true);

alter table lethe.external_ids add said text[] not null default '{}', add corrected text[] not null default '{}';

-- Whoever brought somebody in alone said what stands; what differs from what stands, its system said as well.
update lethe.external_ids e set said = s.said, corrected = s.corrected
from (
  select e.customer_id, e.recipient_id, e.external_id, array(
      select field from (values ('fullName', c.name), ('email', c.email), ('phone', c.phone), ('company', c.company),
        ('companyNumber', c.company_number), ('birthDate', c.birth_date::text), ('language', c.language),
        ('addresses', (select min(a.id::text) from lethe.addresses a where a.customer_id = c.id))) as v (field, stands)
      where c.sole_recipient_id = e.recipient_id and v.stands is not null and v.field <> all (c.set_by_hand)
      union select field from lethe.statements s where s.customer_id = c.id and s.recipient_id = e.recipient_id
      order by field) as said, array(
      -- Of an account the name alone: nobody knows which of the others was said before it was corrected.
      select field from lethe.statements s where s.customer_id = c.id and s.recipient_id = e.recipient_id
        and s.field = any (c.set_by_hand) and (s.field = 'fullName' or not exists (select from lethe.users u where u.id = c.id))
      order by field) as corrected
  from lethe.external_ids e join lethe.customers c on c.id = e.customer_id
) s
where (e.customer_id, e.recipient_id, e.external_id) = (s.customer_id, s.recipient_id, s.external_id)
  and (cardinality(s.said) > 0 or cardinality(s.corrected) > 0);
