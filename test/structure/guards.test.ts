import { access, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { withoutGuard } from '../guards/patch.ts';
import { patches } from '../guards/patches.ts';

/* `npm run test:guards` takes minutes. That each guard is still where its patch looks for it is seen at once. */

describe('the guards that are taken out', () => {
  it('are at least sixty, each under a name of its own', () => {
    expect(new Set(patches.map(({ guard }) => guard)).size).toBe(patches.length);
    expect(patches.length).toBeGreaterThanOrEqual(60);
  });

  it.each(patches)('include one that stands where its patch says: $guard', async (patch) => {
    const text = await readFile(patch.file, 'utf8');
    expect(withoutGuard(text, patch)).not.toBe(text);
    expect(patch.tests.length).toBeGreaterThan(0);
    for (const file of patch.tests) await access(file);
  });
});
