import { expect } from 'vitest';
import { PHONE, adminTest as test } from '../support/screen.ts';
import { expectAccessible } from '../support/web.ts';

test('an admin sees how messages leave, sends one to the own address, and reads that it has gone', async ({
  page,
}) => {
  await page.goto('/admin/templates');
  const delivery = page.getByRole('region', { name: 'Delivery' });
  await delivery.getByText('The demo sends no messages').waitFor();
  await delivery.getByRole('button', { name: 'Send me a test message' }).click();
  await delivery.getByText('The test message is sent. Look into your mailbox.').waitFor();
  await expectAccessible(page);
  await page.setViewportSize(PHONE);
  await expectAccessible(page);
  await page.goto('/admin/mailbox');
  const message = page.getByRole('list', { name: 'Messages, newest first' }).getByRole('listitem').first();
  await message.getByText('Test message from Lethe').click();
  expect(await message.textContent()).toContain('This message shows that Lethe can send mail.');
  expect(await message.textContent()).toContain('To admin@lethe.example');
});
