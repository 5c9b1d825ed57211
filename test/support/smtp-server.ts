import type { Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

/**
 * What the server does with one attempt. `hang` takes the message and never says so; `drop` cuts the connection in the middle of its text;
 * a number is the answer to the recipient, or with `late` to the text.
 */
export type SmtpManner = 'accept' | 'hang' | 'drop' | number | { late: number };

export interface Arrived {
  from: string;
  to: string[];
  /** The whole message, as it came. */
  text: string;
  messageId: string | undefined;
  /** Whether it came by TLS. */
  secure: boolean;
  user: string | undefined;
}

export interface SmtpServer {
  port: number;
  arrived: Arrived[];
  /** Recipients of every attempt, in order. */
  attempts: string[];
  /** How many logins were tried. */
  logins: () => number;
  stop(): Promise<void>;
}

export const LOGIN = { user: 'nora@shop.example', password: 'a w/rd: 100%' };

/** An SMTP server on this machine. `mannerOf` is asked for each attempt, with how many came for that recipient before. */
export async function startSmtpServer(
  mannerOf: (to: string, before: number) => SmtpManner,
  options: SMTPServerOptions = {},
): Promise<SmtpServer> {
  const arrived: Arrived[] = [];
  const attempts: string[] = [];
  const manners = new Map<string, SmtpManner>();
  /** By the port that the client calls from. */
  const sockets = new Map<number, Socket>();
  let logins = 0;
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 50,
    ...options,
    onAuth({ username, password }, _session, done) {
      logins += 1;
      const known = username === LOGIN.user && password === LOGIN.password;
      done(known ? null : answer(535), known ? { user: username } : undefined);
    },
    onRcptTo({ address }, session, done) {
      const manner = mannerOf(address, attempts.filter((to) => to === address).length);
      attempts.push(address);
      manners.set(session.id, manner);
      done(typeof manner === 'number' ? answer(manner) : null);
    },
    onData(stream, session, done) {
      const manner = manners.get(session.id) ?? 'accept';
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => {
        parts.push(part);
        if (manner === 'drop') sockets.get(session.remotePort)?.destroy();
      });
      stream.on('end', () => {
        if (typeof manner === 'object') return done(answer(manner.late));
        arrived.push(read(session, Buffer.concat(parts).toString()));
        if (manner !== 'hang') done();
      });
    },
  });
  server.server.on('connection', (socket: Socket) => sockets.set(socket.remotePort ?? 0, socket));
  // A client that goes before its time is the point of some tests.
  server.on('error', () => {});
  const port = await new Promise<number>((done) => {
    const listener = server.listen(0, '0.0.0.0', () => {
      const address = listener.address();
      if (address !== null && typeof address === 'object') done(address.port);
    });
  });
  const stop = () => new Promise<void>((done) => server.close(() => done()));
  return { port, arrived, attempts, logins: () => logins, stop };
}

/** Quotes the address, as real servers do. */
const answer = (responseCode: number) =>
  Object.assign(new Error('no such thing for <person1@example.com>'), { responseCode });

function read({ envelope, secure, user }: SMTPServerSession, text: string): Arrived {
  return {
    from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
    to: envelope.rcptTo.map(({ address }) => address),
    text,
    messageId: /^Message-ID: (.*)\r$/mu.exec(text)?.[1],
    secure,
    user,
  };
}
