/** Published in the README and at every start of a demo, so that whoever reaches a demo can sign in. */
export const DEMO_PASSWORD = 'lethe-demo-password';
export const DEMO_ADMIN = 'admin@lethe.example';
