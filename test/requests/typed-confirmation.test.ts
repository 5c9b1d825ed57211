import { expect, it } from 'vitest';
import { createConfirmation } from '../../web/admin/requests/confirmation.ts';

/* What an admin types before a star or a destroy. */

const holds = (email: string | null, typed: string): boolean => {
  const confirmation = createConfirmation(() => ({ email, number: 4711 }));
  confirmation.setTyped(typed);
  const matches = confirmation.holds();
  expect(confirmation.wrong()).toBe(!matches);
  return matches;
};

it('the typed text is the address or the number, in any case of letters and with blanks around it', () => {
  for (const typed of ['nora@lethe.example', ' Nora@Lethe.Example '])
    expect(holds('nora@lethe.example', typed)).toBe(true);
  expect(holds(null, '4711')).toBe(true);
});

it.each([
  '',
  ' ',
  'yes',
  'destroy',
  'nora',
  'nora@lethe.exampl',
  'nora@lethe.example.com',
  'paula@lethe.example',
  '*',
  '4711',
])('another typed text does not hold: "%s"', (typed) => {
  expect(holds('nora@lethe.example', typed)).toBe(false);
});
