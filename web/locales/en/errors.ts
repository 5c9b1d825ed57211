/** Words for the names in the server's error catalogue, and for what can go wrong on the way to it. */
export const errors = {
  offline: 'You seem to be offline. Nothing was sent; try again once you are connected.',
  unreachable: 'We could not reach the server. Nothing was lost; please try again in a moment.',
  unexpected: 'That did not work, and it is our fault. Nothing was changed; please try again in a moment.',
  check: 'Please check what is marked below.',
};
