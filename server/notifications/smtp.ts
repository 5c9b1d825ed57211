import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import { ATTEMPT } from '../runtime/attempt.ts';
import { isLoopback } from '../runtime/loopback.ts';
import type { Letterhead } from '../settings/logo/bytes.ts';
import { emailAddress } from '../values/email-address.ts';
import { V4 } from '../values/ip-address.ts';
import { asHtml, pictureOf } from './html.ts';
import { OF_A_PROGRAM } from './rules.ts';
import type { Delivery, Outgoing, Send } from './send.ts';

export interface SmtpServer {
  /** A name in ASCII, or an IP address without brackets. */
  host: string;
  port: number;
  /** TLS from the first byte; otherwise by STARTTLS. */
  secure: boolean;
  /** Another machine must have TLS and a certificate of a known authority. */
  loopback: boolean;
  login: { user: string; password: string } | null;
}

export interface SmtpOptions {
  server: SmtpServer;
  from: string;
  /** The public address of this product. */
  url: string;
  timeouts?: Partial<typeof TIMEOUTS>;
  /** Certificates that are trusted in place of the runtime's. */
  authorities?: string;
}

/** In milliseconds. `silence` is between two signs of life; `message` is all of it, and stays below the lease of the outbox. */
const TIMEOUTS = { connect: 10_000, greeting: 10_000, silence: 20_000, message: 45_000 };

/** Steps in which a permanent answer is about this message. An answer to another step is about Lethe, and can be put right meanwhile. */
const STEPS_OF_A_MESSAGE = new Set(['RCPT TO', 'DATA']);
/** The server wants a login, or lost its place: neither is about the message. */
const NOT_ABOUT_THE_MESSAGE = new Set([503, 530]);

export function smtpSender({ server, from, url, timeouts, authorities }: SmtpOptions): Send {
  const limits = { ...TIMEOUTS, ...timeouts };
  const sender = splitSender(from);
  const domain = sender.address.slice(sender.address.lastIndexOf('@') + 1);
  const name = server.loopback ? '[127.0.0.1]' : nameOf(url, domain);
  return async ({ id, to, subject, body, replyTo, letterhead = null }: Outgoing): Promise<Delivery> => {
    const address = emailAddress(to);
    if (address === null) return { outcome: 'refused', code: 'invalid_message' };
    const dialogue = watchDialogue();
    const transport = createTransport({
      ...connectionOf(server, limits, authorities),
      name,
      ...dialogue.options,
    });
    // As objects: a text would be read as a list of addresses.
    const recipient = { name: '', address };
    try {
      await transport.sendMail({
        from: sender,
        to: recipient,
        ...replyHeader(replyTo),
        headers: OF_A_PROGRAM,
        envelope: { from: sender, to: [recipient] },
        // The same each time, so that a message that came twice is recognized.
        messageId: `<${id}@${domain}>`,
        subject,
        text: body,
        html: asHtml(body, letterhead),
        ...attached(letterhead),
        disableFileAccess: true,
        disableUrlAccess: true,
        signal: AbortSignal.timeout(limits.message),
      });
      return { outcome: 'sent' };
    } catch (error) {
      return deliveryFor(error as SmtpError, dialogue.gaveMessage());
    }
  };
}

/** One address or no header: a text would be read as a list of addresses. */
function replyHeader(replyTo: string | null = null) {
  const address = replyTo === null ? null : emailAddress(replyTo);
  return address === null ? {} : { replyTo: { name: '', address } };
}

function attached(letterhead: Letterhead | null) {
  if (letterhead === null) return {};
  const { id, filename, type, content } = pictureOf(letterhead);
  return {
    attachments: [{ cid: id, filename, contentType: type, content, contentDisposition: 'inline' as const }],
  };
}

/**
 * How Lethe greets a mail server: by a name that others know. Relays close the connection to whoever calls itself local from another machine.
 * The host's own name would need a permission, and tells more than a mail server must know.
 */
function nameOf(url: string, domainOfSender: string): string {
  const { hostname } = new URL(url);
  const isName = !isLoopback(hostname) && !V4.test(hostname) && !hostname.startsWith('[');
  return isName ? hostname : domainOfSender;
}

/** `Lethe <lethe@shop.example>` in its parts; the name may stand in quotes. */
function splitSender(from: string): { name: string; address: string } {
  const [, name = '', address = from] = /^(.*)<([^<>]+)>$/su.exec(from) ?? [];
  return { name: name.trim().replace(/^"(.*)"$/su, '$1'), address };
}

function connectionOf(server: SmtpServer, limits: typeof TIMEOUTS, authorities: string | undefined) {
  const { host, port, secure, loopback, login } = server;
  return {
    host,
    port,
    secure,
    // Without TLS the connection ends before the login, so that nobody on the way makes us speak openly.
    requireTLS: !loopback,
    tls: { rejectUnauthorized: !loopback, ...(authorities === undefined ? {} : { ca: authorities }) },
    ...(login === null ? {} : { auth: { user: login.user, pass: login.password }, forceAuth: true }),
    greetingTimeout: limits.greeting,
    connectionTimeout: limits.connect + limits.greeting,
    socketTimeout: limits.silence,
    getSocket: (_options: unknown, done: SocketCallback) => openSocket(server, limits.connect, done),
  };
}

type SocketCallback = (error: Error | null, socket?: { connection: ReturnType<typeof connect> }) => void;

/** nodemailer itself asks a DNS server by UDP, which Deno's permission for `host:port` does not cover. */
function openSocket({ host, port }: SmtpServer, timeoutMs: number, done: SocketCallback): void {
  const socket = connect({ host, port, ...ATTEMPT });
  const late = () => socket.destroy(Object.assign(new Error('no connection'), { code: 'ETIMEDOUT' }));
  const timer = setTimeout(late, timeoutMs);
  socket.once('error', fail);
  socket.once('connect', () => {
    clearTimeout(timer);
    socket.off('error', fail);
    done(null, { connection: socket });
  });
  function fail(error: Error): void {
    clearTimeout(timer);
    done(error);
  }
}

const silent = () => false;

/** Listens for the answer that asks for the message's text: from then on the message may arrive whatever we hear. Logs nothing. */
function watchDialogue() {
  let asked = false;
  const debug = (entry: { tnx?: string } | undefined, words?: string) => {
    if (entry?.tnx === 'server' && words?.startsWith('354')) asked = true;
  };
  const logger = { trace: silent, debug, info: silent, warn: silent, error: silent, fatal: silent };
  return { options: { logger, transactionLog: true }, gaveMessage: () => asked };
}

interface SmtpError extends Error {
  code?: string;
  originalCode?: string;
  responseCode?: number;
  command?: string;
}

function deliveryFor(error: SmtpError, gaveMessage: boolean): Delivery {
  const { code, responseCode, command = '' } = error;
  if (responseCode !== undefined && responseCode >= 200 && responseCode < 600) {
    const isPermanent = responseCode >= 500 && !NOT_ABOUT_THE_MESSAGE.has(responseCode);
    const outcome = isPermanent && STEPS_OF_A_MESSAGE.has(command) ? 'refused' : 'retry';
    return { outcome, code: `smtp_${responseCode}` };
  }
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return { outcome: 'refused', code: 'invalid_message' };
  return { outcome: 'retry', code: gaveMessage ? 'unknown' : reasonOf(error) };
}

function reasonOf({ code, originalCode = '', message }: SmtpError): string {
  if (code === 'ETIMEDOUT' || code === 'EABORT') return 'timeout';
  if (code === 'EAUTH') return 'smtp_login';
  if (code === 'ETLS' || /CERT|TLS|SSL/u.test(originalCode) || /certificate/iu.test(message))
    return 'smtp_tls';
  return 'unreachable';
}
