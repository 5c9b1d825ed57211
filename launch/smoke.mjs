// Drives one request through a running demo over HTTP: `node launch/smoke.mjs http://localhost:3000`.
// A customer asks for removal, an admin decides, and then the account must be gone.
const url = process.argv[2] ?? 'http://localhost:3000';
const password = 'lethe-demo-password';

/** @param {string} cookie */
function post(path, body, cookie = '') {
  const headers = { 'content-type': 'application/json', origin: new URL(url).origin, cookie };
  return fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function signIn(email) {
  const response = await post('/api/auth/sign-in/email', { email, password });
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return { status: response.status, cookie };
}

async function call(procedure, input, cookie) {
  const response = await post(`/trpc/${procedure}`, input, cookie);
  const answer = await response.json();
  if (!response.ok)
    throw new Error(`${procedure} answered ${response.status} ${answer.error?.data?.kind ?? ''}`);
  return answer.result.data;
}

function check(condition, sentence) {
  if (!condition) throw new Error(`not so: ${sentence}`);
  process.stdout.write(`  ok  ${sentence}\n`);
}

async function drive() {
  const health = await fetch(`${url}/health`);
  check(health.ok, 'the server is healthy');
  const page = await (await fetch(url)).text();
  check(page.includes('id="root"'), 'the page is served');
  const customer = await signIn('customer1@lethe.example');
  check(customer.status === 200, 'a customer signs in');
  const { requestId } = await call('customer.requests.create', { type: 'removal' }, customer.cookie);
  check(typeof requestId === 'string', 'the customer asks for removal');
  const admin = await signIn('admin@lethe.example');
  const { count } = await call('admin.requests.pendingCount', {}, admin.cookie);
  check(count > 0, 'the admin sees a pending request');
  const seen = await call('admin.requests.preview', { requestId, outcome: 'destroy' }, admin.cookie);
  const decision = { requestId, outcome: 'destroy', blacklist: true, notify: true, previewHash: seen.hash };
  await call('admin.requests.decide', decision, admin.cookie);
  const again = await signIn('customer1@lethe.example');
  check(again.status !== 200, 'after the decision the customer cannot sign in');
  const session = await post('/trpc/customer.me', {}, customer.cookie);
  check(session.status === 401, 'and the earlier session is over');
}

try {
  await drive();
} catch (error) {
  process.stderr.write(`FAILED: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
