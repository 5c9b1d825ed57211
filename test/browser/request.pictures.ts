import { mkdir } from 'node:fs/promises';
import { describe, expect } from 'vitest';
import { adminTest as picture, signedInContext } from '../support/screen.ts';

/* The pictures of the README, by `npm run screenshots`: a request that waits, with its facts and the decision beside it. */

const FOLDER = 'docs/pictures';

describe.each(['light', 'dark'] as const)('the README, %s', (colorScheme) => {
  picture(
    'shows a request and the decision beside it',
    async ({ browser, product }) => {
      await mkdir(FOLDER, { recursive: true });
      const context = await signedInContext(browser, product, {
        colorScheme,
        viewport: { width: 1280, height: 900 },
      });
      const page = await context.newPage();
      const sql = product.database.pools.app;
      const [request] = await sql<[{ id: string }]>`
      select r.id from lethe.data_requests r join lethe.users u on u.id = r.customer_id
      where r.status = 'pending' and r.type = 'removal' and exists (
        select from lethe.services s where s.customer_id = r.customer_id and s.status = 'active')
      order by r.number limit 1`;
      await page.goto(`/admin/requests/${request.id}`);
      await page.getByRole('radio', { name: 'Destroy Data' }).waitFor();
      await page.waitForLoadState('networkidle');
      const shot = await page.screenshot({ path: `${FOLDER}/request-${colorScheme}.png` });
      expect(shot.length).toBeGreaterThan(20_000);
      await context.close();
    },
    180_000,
  );
});
