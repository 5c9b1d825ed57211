/**
 * Mends postgres.js 3.4.9 where it is built into a bundle or loaded by a test: its releases do not survive a connection that breaks at a
 * bad moment. Each mend names what it does; a text that is not there exactly once stops the build, so that an upgrade looks at all of them.
 * See docs/decisions/0097-the-driver-survives-cut-connections.md.
 */
const MENDS = [
  {
    // A statement that is still on its way when the socket goes would throw where nobody can catch it, and end the process.
    from: `    const x = socket.write(chunk, fn)
    nextWriteTimer !== null && clearImmediate(nextWriteTimer)`,
    to: `    nextWriteTimer !== null && clearImmediate(nextWriteTimer)
    if (!socket) {
      chunk = nextWriteTimer = null
      error(Errors.connection('CONNECTION_CLOSED', options, socket))
      return false
    }
    const x = socket.write(chunk, fn)`,
  },
  {
    // What was left from the old connection would be sent before the new one's greeting, or keep it from being sent at all.
    from: `    clearImmediate(nextWriteTimer)
    socket.removeListener('data', data)`,
    to: `    clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = null
    socket.removeListener('data', data)`,
  },
  {
    // A statement that was given to the connection after its error, and before its close, would never be answered; and the old
    // server's last words would be the answer to the next statement.
    from: `    !hadError && (query || sent.length) && error(Errors.connection('CONNECTION_CLOSED', options, socket))
    closedTime`,
    to: `    ;(query || initial || sent.length) && error(Errors.connection('CONNECTION_CLOSED', options, socket))
    query = errorResponse = results = stream = final = null
    result = new Result()
    rows = 0
    closedTime`,
  },
  {
    // Where everybody who connects is sent away without a word, whoever asked would wait for ever while the driver dials without a pause.
    from: `    if (initial)
      return reconnect()`,
    to: `    if (initial && options.host[retries + 1])
      return reconnect()`,
  },
  {
    // Nobody waits for this promise. Whoever asked for the connection hears of its end anyway.
    from: `        return fetchArrayTypes()`,
    to: `        return fetchArrayTypes().catch(() => undefined)`,
  },
];

const DRIVER = /node_modules\/postgres\/(?:src|cjs\/src)\/connection\.js$/;

/** A plugin for Vite. */
export function mendDriver() {
  return {
    name: 'mend-driver',
    enforce: 'pre',
    transform(code, id) {
      if (!DRIVER.test(id.split('?')[0])) return undefined;
      return { code: mended(code), map: null };
    },
  };
}

function mended(code) {
  return MENDS.reduce((text, { from, to }) => {
    if (text.split(from).length !== 2)
      throw new Error(`postgres.js is not 3.4.9: nothing to mend at\n${from}`);
    return text.replace(from, () => to);
  }, code);
}
