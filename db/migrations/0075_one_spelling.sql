-- One spelling in all we say. A text that somebody agreed to, or that an admin wrote, stays word for word.
update lethe.consent_texts t set text = replace(t.text, 'anonymise', 'anonymize')
where t.version = 1 and t.created_by is null and not exists (select from lethe.consents c where c.text_version = t.version);
