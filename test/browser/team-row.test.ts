import { expect } from 'vitest';
import { insertAdmin } from '../support/people.ts';
import { adminTest as test } from '../support/screen.ts';

test('the three buttons of a member stand on one line, and cover no other column', async ({ page, sql }) => {
  const id = await insertAdmin(sql, 'anton.auditor@nordlicht-hosting.example', 'auditor');
  await sql`update lethe.users set name = 'Anton Auditor', two_factor_enabled = true where id = ${id}`;
  await page.goto('/admin/team');
  const row = page.getByRole('row', { name: /Anton Auditor/u });
  await row.waitFor();
  const places = await Promise.all(
    (await row.getByRole('button').all()).map((button) => button.boundingBox()),
  );
  expect(places).toHaveLength(3);
  expect(new Set(places.map((place) => place?.y)).size).toBe(1);
  const hidden = await page
    .locator('.table-frame')
    .first()
    .evaluate((frame) => frame.scrollWidth - frame.clientWidth);
  expect(hidden).toBe(0);
});
