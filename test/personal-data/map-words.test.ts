import { describe, expect, it } from 'vitest';
import { personalDataMap } from '../../server/personal-data/map.ts';
import type { PersonalDataMap } from '../../server/personal-data/shape.ts';
import { en } from '../../web/locales/en.ts';

const held = Object.entries<PersonalDataMap[string]>(personalDataMap).flatMap(([table, entry]) =>
  'processing' in entry && entry.rows !== 'referenced' ? [{ table, section: entry.processing.section }] : [],
);

describe('whatever the map holds about a person has words', () => {
  it.each(held)('for the customer, who reads of $section', ({ section }) => {
    expect(en.customer.inventory.sections).toHaveProperty(section);
  });

  it.each(held)('for the admin, who reads what becomes of $table', ({ table }) => {
    expect(en.admin.tables).toHaveProperty(table);
  });
});
