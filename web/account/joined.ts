/** The address of whoever has just joined, for the sign-in that follows: in memory only, so it stays out of the page's address and history. */
let address = '';

export const rememberAddress = (email: string): void => {
  address = email;
};

/** Once. Empty where nobody has joined. */
export function takeAddress(): string {
  const taken = address;
  address = '';
  return taken;
}
